package dev.sluice.devkit.upstream;

import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A whole JSON answer, sent in time as its script wants it. */
record WholeAnswer(Script script, TokenPace pace) {
    private static final long SLOW_MILLIS = 20_000;

    void send(DoorReply reply, Headers headers, byte[] json) throws IOException {
        CountDownLatch gone = new CountDownLatch(1);
        reply.onHangUp(gone::countDown);
        await(gone, waitMillis());
        OutputStream out =
                reply.begin(
                        200,
                        headers.toBuilder().set("Content-Type", "application/json").build(),
                        json.length);
        if (script == Script.CUT) {
            out.write(json, 0, json.length / 2);
            out.flush();
            throw new IOException("cut, as the script wants it");
        }
        out.write(json);
    }

    private long waitMillis() {
        if (script == Script.STALL) {
            return TimeUnit.HOURS.toMillis(1);
        }
        return script == Script.SLOW ? SLOW_MILLIS : pace.firstTokenMillis();
    }

    static void await(CountDownLatch gone, long millis) throws IOException {
        try {
            if (gone.await(millis, TimeUnit.MILLISECONDS)) {
                throw new IOException("client hung up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped", e);
        }
    }
}
