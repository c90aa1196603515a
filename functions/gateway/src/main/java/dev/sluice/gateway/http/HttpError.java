package dev.sluice.gateway.http;

import dev.sluice.wire.error.OpenAiError;
import java.util.UUID;

/**
 * What the server itself answers, because no door ever saw the request or a door failed: OpenAI's
 * error shape with fixed texts, so that nothing of the request comes back.
 */
public enum HttpError {
    BAD_REQUEST(400, "invalid_request_error", "The HTTP request is malformed."),
    URI_TOO_LONG(414, "invalid_request_error", "The request target is too long."),
    HEADERS_TOO_LARGE(431, "invalid_request_error", "The request headers are too large."),
    VERSION(505, "invalid_request_error", "Use HTTP/1.1."),
    INTERNAL(500, "server_error", "The server had an error while processing the request."),
    TOO_MANY_CONNECTIONS(
            503, "server_error", "The server has as many connections as it can. Try again in 1 s.");

    private final int status;
    private final String type;
    private final String message;

    HttpError(int status, String type, String message) {
        this.status = status;
        this.type = type;
        this.message = message;
    }

    public int status() {
        return status;
    }

    /** Whether the same request may pass a moment later. */
    boolean passes() {
        return this == TOO_MANY_CONNECTIONS;
    }

    public byte[] json() {
        return new OpenAiError(message, type, null, null).toJson();
    }

    static String newRequestId() {
        return UUID.randomUUID().toString();
    }
}
