package dev.sluice.gateway.lambda;

import dev.sluice.gateway.http.HttpError;
import dev.sluice.lambda.StreamingResponse;
import dev.sluice.wire.door.Door;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Lambda's way in: an event becomes a request, the same door answers it that answers everywhere,
 * and one line is logged. Safe for use by several threads, as several loops of one environment are.
 */
final class LambdaFront {
    private final Door door;
    private final RequestLines lines;
    private final LambdaSettings settings;

    LambdaFront(Door door, RequestLines lines, LambdaSettings settings) {
        this.door = door;
        this.lines = lines;
        this.settings = settings;
    }

    void serve(byte[] event, StreamingResponse response, InvocationFacts invocation)
            throws IOException {
        EventReply reply = new EventReply(response);
        RequestLines.Line line = lines.begin(invocation);
        try {
            lines.with(line, () -> answer(event, reply, line, invocation));
        } finally {
            lines.end(line, reply);
        }
    }

    private void answer(
            byte[] event, EventReply reply, RequestLines.Line line, InvocationFacts invocation)
            throws IOException {
        try {
            DoorRequest request =
                    EventRequest.of(
                            ProxyEventReader.read(event),
                            invocation.traceId(),
                            settings.deadlineEpochMicros(
                                    System.currentTimeMillis(), invocation.remainingMillis()));
            line.asked(request);
            if (request.method().equals("HEAD")) {
                reply.withoutBody();
            }
            door.handle(request, reply);
        } catch (BadEvent e) {
            fail(reply, HttpError.BAD_REQUEST);
        } catch (IOException e) {
            // Not the client's leaving, which is never seen here: its body could not be read, or
            // the way to Lambda is cut.
            failed(reply, HttpError.BAD_REQUEST, e);
        } catch (RuntimeException e) {
            lines.internal(invocation.id(), e);
            failed(reply, HttpError.INTERNAL, e);
        }
        if (!reply.begun()) {
            fail(reply, HttpError.INTERNAL);
        }
    }

    /** What leaves here goes to Lambda's log and error report: no words of others in it. */
    private static void failed(EventReply reply, HttpError error, Exception cause)
            throws IOException {
        if (reply.begun()) {
            throw new IOException("the answer was cut: " + cause.getClass().getName());
        }
        fail(reply, error);
    }

    private static void fail(EventReply reply, HttpError error) throws IOException {
        Headers headers = Headers.of("content-type", "application/json");
        try (OutputStream out = reply.begin(error.status(), headers, -1)) {
            out.write(error.json());
        }
    }
}
