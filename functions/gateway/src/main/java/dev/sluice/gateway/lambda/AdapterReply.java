package dev.sluice.gateway.lambda;

import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A reply whose end is sent only when the door has returned: with the end of the answer the adapter
 * ends the invocation, and Lambda then freezes the process with whatever it was about to do. So no
 * length is announced, and closing the body waits for the front.
 */
final class AdapterReply implements DoorReply, Answered {
    private final DoorReply reply;
    private int status;
    private Headers sent = Headers.none();

    AdapterReply(DoorReply reply) {
        this.reply = reply;
    }

    @Override
    public OutputStream begin(int status, Headers headers, long contentBytes) throws IOException {
        OutputStream body = reply.begin(status, headers, STREAMED);
        this.status = status;
        this.sent = headers;
        return new OpenEnded(body);
    }

    @Override
    public void onHangUp(Runnable callback) {
        reply.onHangUp(callback);
    }

    @Override
    public boolean hungUp() {
        return reply.hungUp();
    }

    @Override
    public void cut() {
        reply.cut();
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public @Nullable String header(String name) {
        return sent.first(name);
    }

    private static final class OpenEnded extends OutputStream {
        private final OutputStream body;

        OpenEnded(OutputStream body) {
            this.body = body;
        }

        @Override
        public void write(int b) throws IOException {
            body.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            body.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            body.flush();
        }
    }
}
