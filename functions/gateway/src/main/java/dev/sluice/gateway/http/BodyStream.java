package dev.sluice.gateway.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of one request's body, and no byte behind it: so many as announced, or chunks (RFC 9112
 * §7.1). Extensions of chunks and trailers are read and forgotten.
 */
final class BodyStream extends InputStream {
    /** Of all extensions, and of all trailers, of one body. */
    private static final int MOST_EXTRA_BYTES = 16 * 1024;

    private static final int LONGEST_SIZE_LINE_BYTES = 4 * 1024;
    private static final int MOST_SIZE_DIGITS = 15;

    private final InputStream in;
    private final LineReader lines;
    private final boolean chunked;

    /** Of the body, or of the running chunk. */
    private long leftBytes;

    private boolean chunkBegun;
    private boolean ended;
    private int extensionBytes;

    /**
     * @param contentBytes as in {@link RequestHead}
     */
    BodyStream(InputStream in, LineReader lines, long contentBytes) {
        this.in = in;
        this.lines = lines;
        this.chunked = contentBytes == RequestHead.CHUNKED;
        this.leftBytes = chunked ? 0 : contentBytes;
        this.ended = contentBytes == 0;
    }

    /** Whether its last byte was read, and what follows it. */
    boolean ended() {
        return ended;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /**
     * @throws BadHttp the chunks are malformed
     * @throws EOFException the client left in the middle
     */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!ended && leftBytes == 0) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int count = in.read(into, offset, (int) Math.min(length, leftBytes));
        if (count < 0) {
            throw new EOFException("the client is gone");
        }
        leftBytes -= count;
        if (!chunked && leftBytes == 0) {
            ended = true;
        }
        return count;
    }

    private void nextChunk() throws IOException {
        if (chunkBegun && !line().isEmpty()) {
            throw bad();
        }
        chunkBegun = true;
        leftBytes = size(line());
        if (leftBytes == 0) {
            trailers();
            ended = true;
        }
    }

    /** Digits, and behind them nothing or an extension: what begins with a semicolon. */
    private long size(String line) throws BadHttp {
        int digits = 0;
        while (digits < line.length() && Character.digit(line.charAt(digits), 16) >= 0) {
            digits++;
        }
        String extension = line.substring(digits);
        extensionBytes += extension.length();
        boolean good =
                digits > 0
                        && digits <= MOST_SIZE_DIGITS
                        && (extension.isEmpty() || extension.strip().startsWith(";"))
                        && extensionBytes <= MOST_EXTRA_BYTES;
        if (!good) {
            throw bad();
        }
        return Long.parseLong(line, 0, digits, 16);
    }

    private void trailers() throws IOException {
        int left = MOST_EXTRA_BYTES;
        for (String line = line(); !line.isEmpty(); line = line()) {
            left -= line.length() + 2;
            int colon = line.indexOf(':');
            if (left < 0 || colon <= 0 || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
                throw bad();
            }
        }
    }

    private String line() throws IOException {
        return lines.next(LONGEST_SIZE_LINE_BYTES, HttpError.BAD_REQUEST);
    }

    private static BadHttp bad() {
        return new BadHttp(HttpError.BAD_REQUEST);
    }
}
