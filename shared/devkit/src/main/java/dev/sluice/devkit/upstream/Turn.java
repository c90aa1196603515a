package dev.sluice.devkit.upstream;

import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One request, and the way to answer it.
 *
 * @param headers that every answer has
 */
record Turn(DoorRequest request, byte[] body, DoorReply reply, Headers headers) {
    static final String JSON = "application/json";
    static final String INVALID = "invalid_request_error";

    String path() {
        return request.path();
    }

    /** Method and path. */
    String route() {
        return request.method() + " " + path();
    }

    /** Of this server, as the client called it. */
    String origin() {
        return "http://" + request.headers().first("host");
    }

    Turn withBody(byte[] other) {
        return new Turn(request, other, reply, headers);
    }

    Turn withHeaders(Headers other) {
        return new Turn(request, body, reply, other);
    }

    void send(int status, String type, byte[] answer) throws IOException {
        reply.begin(status, headers.toBuilder().set("Content-Type", type).build(), answer.length)
                .write(answer);
    }

    void refuse(int status, String message, String type, @Nullable String code) throws IOException {
        send(status, JSON, Together.error(message, type, code));
    }
}
