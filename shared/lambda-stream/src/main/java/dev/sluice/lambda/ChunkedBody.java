package dev.sluice.lambda;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of a streamed response: HTTP chunks (RFC 9112 §7.1), one a flush, each in one write to
 * the socket.
 *
 * <p>States: open, ended (the last chunk is sent), cut (a write failed; the first cause is kept).
 * Every method holds the monitor.
 */
final class ChunkedBody extends OutputStream {

    private static final int CHUNK_LIMIT_BYTES = 16 * 1024;

    /**
     * Room for the longest size line, {@code "4000\r\n"}, so that size, data and end lie in one
     * array.
     */
    private static final int SIZE_LINE_BYTES = 6;

    private final HttpConnection connection;
    private final byte[] chunk = new byte[SIZE_LINE_BYTES + CHUNK_LIMIT_BYTES + 2];
    private int pendingBytes;
    private boolean ended;
    private @Nullable IOException cut;

    ChunkedBody(HttpConnection connection) {
        this.connection = connection;
    }

    /**
     * Sends the request head and the first chunk in one write, so that status and headers leave at
     * once.
     *
     * @param first no longer than a chunk: one that fills it must not leave before the head
     */
    synchronized void start(byte[] head, byte[] first) throws IOException {
        requireOpen();
        System.arraycopy(first, 0, chunk, SIZE_LINE_BYTES, first.length);
        pendingBytes = first.length;
        int chunkStart = sealChunk();
        int chunkBytes = SIZE_LINE_BYTES + pendingBytes + 2 - chunkStart;
        pendingBytes = 0;
        byte[] packet = new byte[head.length + chunkBytes];
        System.arraycopy(head, 0, packet, 0, head.length);
        System.arraycopy(chunk, chunkStart, packet, head.length, chunkBytes);
        send(packet, 0, packet.length);
    }

    @Override
    public synchronized void write(int b) throws IOException {
        requireOpen();
        chunk[SIZE_LINE_BYTES + pendingBytes++] = (byte) b;
        if (pendingBytes == CHUNK_LIMIT_BYTES) {
            flush();
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        requireOpen();
        int from = offset;
        while (from < offset + length) {
            int part = Math.min(offset + length - from, CHUNK_LIMIT_BYTES - pendingBytes);
            System.arraycopy(bytes, from, chunk, SIZE_LINE_BYTES + pendingBytes, part);
            pendingBytes += part;
            from += part;
            if (pendingBytes == CHUNK_LIMIT_BYTES) {
                flush();
            }
        }
    }

    /** Sends nothing when nothing is pending: a chunk of no bytes would end the response. */
    @Override
    public synchronized void flush() throws IOException {
        if (ended || pendingBytes == 0) {
            return;
        }
        requireOpen();
        int start = sealChunk();
        int length = SIZE_LINE_BYTES + pendingBytes + 2 - start;
        pendingBytes = 0;
        send(chunk, start, length);
    }

    @Override
    public synchronized void close() throws IOException {
        end("");
    }

    /**
     * Ends the body with the two error trailers; false when it had ended or was cut before, so that
     * nobody can be told.
     */
    synchronized boolean closeWith(ErrorReport report) throws IOException {
        if (ended || cut != null) {
            return false;
        }
        end(
                ErrorReport.TYPE_HEADER
                        + ": "
                        + report.type()
                        + "\r\n"
                        + ErrorReport.BODY_HEADER
                        + ": "
                        + report.base64()
                        + "\r\n");
        return true;
    }

    synchronized boolean isCut() {
        return cut != null;
    }

    private void end(String trailers) throws IOException {
        if (ended) {
            return;
        }
        flush();
        requireOpen();
        byte[] last = ("0\r\n" + trailers + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        ended = true;
        send(last, 0, last.length);
    }

    /**
     * Puts the size line before the pending bytes and the line end behind them; returns where the
     * chunk starts.
     */
    private int sealChunk() {
        int start = SIZE_LINE_BYTES;
        chunk[--start] = '\n';
        chunk[--start] = '\r';
        for (int rest = pendingBytes; rest > 0; rest >>>= 4) {
            chunk[--start] = (byte) Character.forDigit(rest & 0xf, 16);
        }
        chunk[SIZE_LINE_BYTES + pendingBytes] = '\r';
        chunk[SIZE_LINE_BYTES + pendingBytes + 1] = '\n';
        return start;
    }

    private void send(byte[] bytes, int offset, int length) throws IOException {
        try {
            connection.send(bytes, offset, length);
        } catch (IOException e) {
            cut = e;
            throw new IOException("the connection of the response was cut", e);
        }
    }

    private void requireOpen() throws IOException {
        if (cut != null) {
            throw new IOException("the connection of the response was cut", cut);
        }
        if (ended) {
            throw new IOException("the response has ended");
        }
    }
}
