package dev.sluice.webchat.doors;

import dev.sluice.wire.door.Door;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one owner of CORS, in front of every door: preflights are answered here, and every reply to a
 * known origin, errors too, names it exactly once. Nothing behind it sets such headers.
 */
public final class CorsDoor implements Door {
    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    private static final String MAX_AGE_SECONDS = "86400";
    private static final Pattern HEADER_LIST =
            Pattern.compile("[A-Za-z0-9_-]+(?:\\s*,\\s*[A-Za-z0-9_-]+)*");
    private static final int LONGEST_LIST_CHARS = 2_000;

    /** What the frontend sends, for a preflight that asks for nothing in particular. */
    private static final String USUAL_HEADERS =
            "authorization, content-type, accept, x-request-id, x-youtube-token,"
                    + " x-google-access-token, x-google-refresh-token, x-google-oauth-token,"
                    + " x-project-id, x-drive-token, x-billing-sync";

    /** What answers tell their clients in either language, whose SDKs obey it. */
    private static final String EXPOSED =
            "Retry-After, retry-after-ms, x-should-retry, x-request-id, request-id,"
                    + " x-ratelimit-limit-requests, x-ratelimit-remaining-requests,"
                    + " x-ratelimit-reset-requests, x-ratelimit-limit-tokens,"
                    + " x-ratelimit-remaining-tokens, x-ratelimit-reset-tokens,"
                    + " anthropic-ratelimit-requests-limit, anthropic-ratelimit-requests-remaining,"
                    + " anthropic-ratelimit-requests-reset, anthropic-ratelimit-tokens-limit,"
                    + " anthropic-ratelimit-tokens-remaining, anthropic-ratelimit-tokens-reset,"
                    + " anthropic-ratelimit-input-tokens-limit,"
                    + " anthropic-ratelimit-input-tokens-remaining,"
                    + " anthropic-ratelimit-input-tokens-reset,"
                    + " anthropic-ratelimit-output-tokens-limit,"
                    + " anthropic-ratelimit-output-tokens-remaining,"
                    + " anthropic-ratelimit-output-tokens-reset, x-sluice-provider,"
                    + " x-sluice-model, x-sluice-left-out, openai-processing-ms";

    private final Door door;
    private final Set<String> origins;

    /**
     * @param origins literal, such as {@code https://chat.example.com}
     */
    public CorsDoor(Door door, Set<String> origins) {
        this.door = door;
        this.origins = Set.copyOf(origins);
    }

    @Override
    public void handle(DoorRequest request, DoorReply reply) throws IOException {
        String origin = request.headers().first("origin");
        String known = origin != null && origins.contains(origin) ? origin : null;
        if (request.method().equals("OPTIONS")) {
            preflight(request, reply, known);
        } else {
            door.handle(request, known == null ? reply : new CorsReply(reply, known));
        }
    }

    private static void preflight(DoorRequest request, DoorReply reply, @Nullable String origin)
            throws IOException {
        Headers.Builder headers = Headers.builder().set("allow", METHODS).set("vary", "Origin");
        if (origin != null) {
            allow(headers, origin);
            headers.set("access-control-allow-methods", METHODS)
                    .set("access-control-allow-headers", wanted(request))
                    .set("access-control-max-age", MAX_AGE_SECONDS);
        }
        reply.begin(204, headers.build(), 0).close();
    }

    /** Its origin is trusted, so it may send what it asks to send. */
    private static String wanted(DoorRequest request) {
        String asked = request.headers().first("access-control-request-headers");
        if (asked == null
                || asked.length() > LONGEST_LIST_CHARS
                || !HEADER_LIST.matcher(asked.strip()).matches()) {
            return USUAL_HEADERS;
        }
        return asked.strip().toLowerCase(Locale.ROOT);
    }

    private static void allow(Headers.Builder headers, String origin) {
        headers.set("access-control-allow-origin", origin)
                .set("access-control-allow-credentials", "true")
                .set("vary", "Origin");
    }

    private record CorsReply(DoorReply reply, String origin) implements DoorReply {
        @Override
        public OutputStream begin(int status, Headers headers, long contentBytes)
                throws IOException {
            Headers.Builder with = headers.toBuilder();
            allow(with, origin);
            with.set("access-control-expose-headers", EXPOSED);
            return reply.begin(status, with.build(), contentBytes);
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
    }
}
