package dev.sluice.gateway.http;

import dev.sluice.wire.door.Headers;
import java.util.List;

/**
 * What a request begins with.
 *
 * @param target as sent
 * @param http10 whether it is HTTP/1.0: then no chunks are sent to it, and its connection ends
 *     unless it asked for more
 * @param contentBytes how long its body is; {@link #CHUNKED} where its chunks tell
 */
record RequestHead(
        String method, String target, boolean http10, Headers headers, long contentBytes) {
    static final long CHUNKED = -1;

    boolean hasBody() {
        return contentBytes != 0;
    }

    /** Whether the client wants no further answer on its connection. */
    boolean isLast() {
        return http10 ? !connectionHas("keep-alive") : connectionHas("close");
    }

    /** Whether the client sends its body only when it is asked to (RFC 9110 §10.1.1). */
    boolean holdsBodyBack() {
        return hasBody() && !http10 && has("expect", "100-continue");
    }

    private boolean connectionHas(String option) {
        return has("connection", option);
    }

    private boolean has(String header, String token) {
        List<String> values = headers.all(header);
        for (String value : values) {
            for (String part : value.split(",")) {
                if (part.strip().equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }
}
