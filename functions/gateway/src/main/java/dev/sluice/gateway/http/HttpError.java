package dev.sluice.gateway.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * What the server itself answers, because no door ever saw the request or a door failed: OpenAI's
 * error shape with fixed texts, so that nothing of the request comes back.
 */
enum HttpError {
    BAD_REQUEST(400, "invalid_request_error", "The HTTP request is malformed."),
    URI_TOO_LONG(414, "invalid_request_error", "The request target is too long."),
    HEADERS_TOO_LARGE(431, "invalid_request_error", "The request headers are too large."),
    VERSION(505, "invalid_request_error", "Use HTTP/1.1."),
    INTERNAL(500, "server_error", "The server had an error while processing the request.");

    private final int status;
    private final String type;
    private final String message;

    HttpError(int status, String type, String message) {
        this.status = status;
        this.type = type;
        this.message = message;
    }

    int status() {
        return status;
    }

    byte[] json() {
        String json =
                """
                {"error":{"message":"%s","type":"%s","param":null,"code":null}}"""
                        .formatted(message, type);
        return json.getBytes(StandardCharsets.UTF_8);
    }

    static String newRequestId() {
        return UUID.randomUUID().toString();
    }

    /**
     * Puts this shape in the place of every answer that Helidon gives before a request is routed.
     */
    static DirectHandlers handlers() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (EventType event : EventType.values()) {
            handlers.addHandler(
                    event, (request, type, status, headers, message) -> response(status));
        }
        return handlers.build();
    }

    private static DirectHandler.TransportResponse response(Status status) {
        HttpError error = of(status.code());
        return DirectHandler.TransportResponse.builder()
                .status(Status.create(error.status))
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .header(HeaderNames.create("x-request-id"), newRequestId())
                .keepAlive(false)
                .entity(error.json())
                .build();
    }

    private static HttpError of(int status) {
        for (HttpError error : values()) {
            if (error.status == status) {
                return error;
            }
        }
        return BAD_REQUEST;
    }
}
