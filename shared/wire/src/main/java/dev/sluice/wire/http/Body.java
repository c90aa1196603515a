package dev.sluice.wire.http;

import java.io.IOException;
import java.io.InputStream;

/**
 * The body of an answer. It ends where its framing says; a connection that ends before is an
 * exception. Each read returns what is there. Closing it does nothing: the {@link Response} is
 * closed.
 */
abstract class Body extends InputStream {
    private final Connection connection;
    private final Runnable whenWhole;
    private volatile boolean ended;

    private Body(Connection connection, Runnable whenWhole) {
        this.connection = connection;
        this.whenWhole = whenWhole;
    }

    /**
     * @param whenWhole runs once, as soon as the last byte was read
     */
    static Body of(AnswerHead head, Connection connection, Runnable whenWhole) {
        if (!head.hasBody()) {
            return new Counted(connection, whenWhole, 0);
        }
        if (head.chunked()) {
            return new Chunked(connection, whenWhole);
        }
        return head.lengthBytes() >= 0
                ? new Counted(connection, whenWhole, head.lengthBytes())
                : new UntilClosed(connection, whenWhole);
    }

    boolean ended() {
        return ended;
    }

    final void end() {
        if (!ended) {
            ended = true;
            whenWhole.run();
        }
    }

    final Connection connection() {
        return connection;
    }

    /** Up to {@code length} bytes of a part that has so many left. */
    final int readPart(byte[] to, int offset, int length, long leftBytes) throws IOException {
        int count = connection.read(to, offset, (int) Math.min(length, leftBytes));
        if (count < 0) {
            throw new IOException("closed in the middle of a body");
        }
        return count;
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public abstract int read(byte[] to, int offset, int length) throws IOException;

    /** Of an announced length. */
    private static final class Counted extends Body {
        private long leftBytes;

        Counted(Connection connection, Runnable whenWhole, long lengthBytes) {
            super(connection, whenWhole);
            leftBytes = lengthBytes;
            if (lengthBytes == 0) {
                end();
            }
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (leftBytes == 0) {
                return -1;
            }
            int count = readPart(to, offset, length, leftBytes);
            leftBytes -= count;
            if (leftBytes == 0) {
                end();
            }
            return count;
        }

        @Override
        public int available() {
            return ended() ? 0 : (int) Math.min(leftBytes, connection().available());
        }
    }

    /** RFC 9112 §7.1. Extensions and trailers are passed over. */
    private static final class Chunked extends Body {
        private static final int MOST_LINE_BYTES = 8 << 10;
        private static final int MOST_TRAILERS = 200;
        private static final int CRLF_BYTES = 2;
        private static final int MOST_SIZE_DIGITS = 15;
        private static final byte[] LAST = {'\r', '\n', '0', '\r', '\n', '\r', '\n'};

        private long leftBytes;
        private boolean first = true;

        Chunked(Connection connection, Runnable whenWhole) {
            super(connection, whenWhole);
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (leftBytes == 0 && !ended()) {
                if (connection().available() <= CRLF_BYTES) {
                    connection().more(); // not further in: it is on each waiting stream's stack
                }
                nextChunk();
            }
            if (ended()) {
                return -1;
            }
            int count = readPart(to, offset, length, leftBytes);
            leftBytes -= count;
            // Mostly the end is in the packet of the last event: nobody need come back for it.
            if (leftBytes == 0 && connection().takeIfHere(LAST)) {
                end();
            }
            return count;
        }

        @Override
        public int available() {
            return ended() ? 0 : (int) Math.min(leftBytes, connection().available());
        }

        private void nextChunk() throws IOException {
            leftBytes = Math.max(0, connection().takeChunkHead(first));
            if (leftBytes > 0) {
                first = false;
                return;
            }
            if (!first && !connection().line(MOST_LINE_BYTES).isEmpty()) {
                throw new UnreadableAnswer("a chunk of its answer is longer than it says");
            }
            first = false;
            leftBytes = size(connection().line(MOST_LINE_BYTES));
            if (leftBytes == 0) {
                trailers();
                end();
            }
        }

        private void trailers() throws IOException {
            for (int i = 0; i <= MOST_TRAILERS; i++) {
                if (connection().line(MOST_LINE_BYTES).isEmpty()) {
                    return;
                }
            }
            throw new UnreadableAnswer("its answer has too many trailers");
        }

        private static long size(String line) throws UnreadableAnswer {
            int digits = 0;
            long size = 0;
            while (digits < line.length() && Character.digit(line.charAt(digits), 16) >= 0) {
                size = size << 4 | Character.digit(line.charAt(digits), 16);
                digits++;
                if (digits > MOST_SIZE_DIGITS) {
                    throw new UnreadableAnswer("its answer has a chunk without end");
                }
            }
            String rest = line.substring(digits).strip();
            if (digits == 0 || !(rest.isEmpty() || rest.startsWith(";"))) {
                throw new UnreadableAnswer("its answer has a chunk without a size");
            }
            return size;
        }
    }

    /** Until the connection ends: whether that was all cannot be known here. */
    private static final class UntilClosed extends Body {
        UntilClosed(Connection connection, Runnable whenWhole) {
            super(connection, whenWhole);
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int count = ended() ? -1 : connection().read(to, offset, length);
            if (count < 0) {
                end();
            }
            return count;
        }

        @Override
        public int available() {
            return ended() ? 0 : connection().available();
        }
    }
}
