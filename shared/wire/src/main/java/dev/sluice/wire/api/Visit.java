package dev.sluice.wire.api;

import dev.sluice.core.Statuses;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.time.Clock;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.OutputStream;

/**
 * One request on its way through a door: its id, its start, its reply. For one thread until the
 * reply has begun.
 */
final class Visit {
    private final String requestId;
    private final Clock clock;
    private final long startNanos;
    private final DoorRequest request;
    private final DoorReply reply;
    private volatile boolean begun;

    Visit(String requestId, Clock clock, DoorRequest request, DoorReply reply) {
        this.requestId = requestId;
        this.clock = clock;
        this.startNanos = clock.nanos();
        this.request = request;
        this.reply = reply;
    }

    String requestId() {
        return requestId;
    }

    DoorRequest request() {
        return request;
    }

    DoorReply reply() {
        return reply;
    }

    /** A whole JSON answer; a front leaves the body away where the method is HEAD. */
    void json(int status, Headers extra, byte[] body) throws IOException {
        Headers headers = headers(extra).set("content-type", "application/json").build();
        try (OutputStream out = begin(status, headers, body.length)) {
            out.write(body);
        }
    }

    /** Commits the reply; the headers are those of {@link #headers}. */
    OutputStream begin(int status, Headers headers, long contentBytes) throws IOException {
        begun = true;
        return reply.begin(status, headers, contentBytes);
    }

    /** What every answer carries, and more. */
    Headers.Builder headers(Headers extra) {
        return extra.toBuilder()
                .set("x-request-id", requestId)
                .set(
                        "openai-processing-ms",
                        Long.toString((clock.nanos() - startNanos) / 1_000_000));
    }

    /** Tells the client why it gets nothing. After the first byte there is nobody to tell. */
    void refuse(Rejected rejected) throws IOException {
        if (!begun && !reply.hungUp()) {
            json(
                    Statuses.of(rejected.rejection()),
                    ErrorAnswer.headers(rejected),
                    ErrorAnswer.body(rejected.rejection()));
        }
    }
}
