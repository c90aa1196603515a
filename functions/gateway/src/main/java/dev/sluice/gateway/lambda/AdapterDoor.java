package dev.sluice.gateway.lambda;

import dev.sluice.wire.door.Door;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.TraceHeaders;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * The door behind the Lambda Web Adapter: a request ends in time for Lambda's deadline, and has its
 * line in the log before its answer ends. Requests without Lambda's context, such as the adapter's
 * own before the first invocation, pass as they are.
 */
final class AdapterDoor implements Door {
    private final Door door;
    private final RequestLines lines;
    private final LambdaSettings settings;

    AdapterDoor(Door door, RequestLines lines, LambdaSettings settings) {
        this.door = door;
        this.lines = lines;
        this.settings = settings;
    }

    @Override
    public void handle(DoorRequest request, DoorReply reply) throws IOException {
        long nowEpochMillis = System.currentTimeMillis();
        InvocationFacts invocation = AdapterContext.of(request, nowEpochMillis);
        if (invocation == null) {
            door.handle(request, reply);
            return;
        }
        AdapterReply answer = new AdapterReply(reply);
        RequestLines.Line line = lines.begin(invocation);
        DoorRequest invoked = invoked(request, invocation, nowEpochMillis);
        line.asked(invoked);
        try {
            lines.with(line, () -> door.handle(invoked, answer));
        } finally {
            lines.end(line, answer);
        }
    }

    /** With Lambda's deadline and trace. */
    private DoorRequest invoked(
            DoorRequest request, InvocationFacts invocation, long nowEpochMillis) {
        return new DoorRequest(
                request.method(),
                request.path(),
                request.query(),
                request.headers(),
                new RestBody(request.body()),
                OptionalLong.of(
                        settings.deadlineEpochMicros(nowEpochMillis, invocation.remainingMillis())),
                TraceHeaders.read(request.headers(), invocation.traceId()),
                request.signer());
    }
}
