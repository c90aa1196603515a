package dev.sluice.wire.api;

import dev.sluice.core.relay.Admitted;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.upstream.Client;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The client at the other end of an exchange: commits the reply with all the headers an answer
 * carries.
 */
public final class VisitClient implements Client {
    private final Visit visit;

    public VisitClient(Visit visit) {
        this.visit = visit;
    }

    @Override
    public OutputStream begin(Admitted admitted, String contentType, long contentBytes)
            throws IOException {
        Headers.Builder headers =
                Headers.builder()
                        .set("content-type", contentType)
                        .set("x-sluice-provider", admitted.candidate().provider().name())
                        .set("x-sluice-model", admitted.candidate().model().id());
        if (contentBytes < 0) {
            headers.set("cache-control", "no-cache").set("x-accel-buffering", "no");
        }
        RateHeaders.add(headers, admitted.reservation().meters());
        return visit.begin(200, visit.headers(headers.build()).build(), contentBytes);
    }

    @Override
    public void onHangUp(Runnable callback) {
        visit.reply().onHangUp(callback);
    }

    @Override
    public boolean hungUp() {
        return visit.reply().hungUp();
    }
}
