package dev.sluice.devkit.upstream;

import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What is answered instead of an answer: to those without a key, and where a script wants it. */
final class Refusals {
    private static final String RETRY_AFTER_SECONDS = "2";
    private static final String OVERFLOW =
            "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 131073. Given: 131000"
                    + " `inputs` tokens and 2048 `max_new_tokens`";

    private Refusals() {}

    /** Whether it came without a key, and was told so. */
    static boolean withoutKey(Turn turn) throws IOException {
        if (hasKey(turn.request().headers())) {
            return false;
        }
        turn.refuse(401, "Missing API key.", Turn.INVALID, "invalid_api_key");
        return true;
    }

    private static boolean hasKey(Headers headers) {
        String key = headers.first("x-api-key");
        if (key != null && !key.isBlank()) {
            return true;
        }
        String authorization = headers.first("Authorization");
        return authorization != null
                && authorization.toLowerCase(Locale.ROOT).startsWith("bearer ")
                && !authorization.substring("bearer ".length()).isBlank();
    }

    /** Whether the script wanted no answer, and has its way. */
    static boolean byScript(Script script, boolean stream, Turn turn) throws IOException {
        switch (script) {
            case CONTEXT_OVERFLOW -> turn.refuse(400, OVERFLOW, Turn.INVALID, null);
            case UNAUTHORIZED ->
                    turn.refuse(401, "Invalid API key provided.", Turn.INVALID, "invalid_api_key");
            case NO_CREDIT -> turn.refuse(402, "Credit limit exceeded.", "credit_limit", null);
            case RATE_LIMITED -> limit(script, turn);
            case BROKEN -> turn.refuse(500, "Internal server error", "server_error", null);
            case HTML ->
                    turn.send(
                            200,
                            "text/html; charset=UTF-8",
                            "<!DOCTYPE html><title>Just a moment...</title>"
                                    .getBytes(StandardCharsets.UTF_8));
            case EMPTY -> turn.send(200, stream ? Together.STREAM_TYPE : Turn.JSON, new byte[0]);
            case ANSWER, CUT, SLOW, STALL, NO_USAGE, NO_DONE, ERROR, LONG -> {
                return false;
            }
        }
        return true;
    }

    private static void limit(Script script, Turn turn) throws IOException {
        Headers wait =
                turn.headers().toBuilder()
                        .set("Retry-After", RETRY_AFTER_SECONDS)
                        .set("x-ratelimit-reset", RETRY_AFTER_SECONDS)
                        .build();
        turn.withHeaders(wait)
                .refuse(
                        429,
                        "You have reached the rate limit specific to this model "
                                + script.model()
                                + ".",
                        "dynamic_request_limited",
                        null);
    }
}
