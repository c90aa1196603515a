package dev.sluice.webchat.doors;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Holds an answer until it is whole, for another one to be made of it. */
final class WholeAnswer extends OutputStream {
    private final long contentBytes;
    private final Then then;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** What becomes of it. */
    @FunctionalInterface
    interface Then {
        void take(byte[] answer) throws IOException;
    }

    WholeAnswer(long contentBytes, Then then) {
        this.contentBytes = contentBytes;
        this.then = then;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        bytes.write(from, offset, length);
        if (bytes.size() == contentBytes) {
            then.take(bytes.toByteArray());
        }
    }
}
