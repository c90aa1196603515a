package dev.sluice.webchat.media;

import dev.sluice.core.call.Meters;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.answer.Client;
import dev.sluice.wire.api.Visit;
import dev.sluice.wire.api.VisitClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Takes an answer in the page's place, whole: the page gets another one, made of it. */
abstract class WholeAnswer implements Client {
    /** Who waits for it. */
    final VisitClient page;

    WholeAnswer(Visit visit) {
        this.page = new VisitClient(visit);
    }

    /** All of it has come. */
    abstract void take(
            Optional<Candidate> serving, Meters meters, String contentType, byte[] answer)
            throws IOException;

    @Override
    public final OutputStream begin(
            Optional<Candidate> serving, Meters meters, String contentType, long contentBytes) {
        return new Held(contentBytes, answer -> take(serving, meters, contentType, answer));
    }

    @Override
    public final boolean holdsAnswers() {
        return true;
    }

    @Override
    public final void onHangUp(Runnable callback) {
        page.onHangUp(callback);
    }

    @Override
    public final boolean hungUp() {
        return page.hungUp();
    }

    @Override
    public final void cut() {
        page.cut();
    }

    @Override
    public final void breakOff() {
        page.breakOff();
    }

    /** What becomes of it. */
    @FunctionalInterface
    private interface Then {
        void take(byte[] answer) throws IOException;
    }

    private static final class Held extends OutputStream {
        private final long contentBytes;
        private final Then then;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Held(long contentBytes, Then then) {
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
}
