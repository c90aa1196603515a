package dev.sluice.wire.error;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP status that an error means which came without one, in an answer with status 200: its
 * code where that is a number, else what its code or type is known to stand for.
 */
public final class ErrorStatus {
    /** Nothing says what the error is. */
    public static final int UNKNOWN = 0;

    private static final Map<String, Integer> BY_NAME = new HashMap<>();

    static {
        named(400, "bad_request", "badrequest", "badrequesterror", "invalid_request");
        named(400, "invalid_request_error", "invalid_argument", "context_length_exceeded");
        named(400, "invalid_value", "invalid_prompt", "content_policy_violation");
        named(401, "invalid_api_key", "authentication_error", "unauthorized", "unauthenticated");
        named(402, "insufficient_quota", "insufficient_credits", "insufficient_balance");
        named(402, "payment_required", "billing_error", "billing_hard_limit_reached");
        named(403, "permission_error", "permission_denied", "access_denied", "forbidden");
        named(404, "model_not_found", "not_found", "not_found_error", "notfounderror");
        named(413, "request_too_large");
        named(422, "unprocessable_entity", "unprocessableentityerror");
        named(429, "rate_limit_exceeded", "rate_limit_error", "rate_limit", "rate_limited");
        named(429, "ratelimiterror", "too_many_requests", "resource_exhausted");
        named(500, "server_error", "internal_error", "internal_server_error", "internal");
        named(503, "service_unavailable", "unavailable", "overloaded_error");
        named(504, "timeout", "upstream_timeout", "deadline_exceeded");
    }

    private ErrorStatus() {}

    /** 400 to 599, or {@link #UNKNOWN}. */
    public static int of(UpstreamError error) {
        int byCode = of(error.code());
        return byCode == UNKNOWN ? of(error.type()) : byCode;
    }

    private static int of(@Nullable String said) {
        if (said == null) {
            return UNKNOWN;
        }
        String code = said.endsWith(".0") ? said.substring(0, said.length() - 2) : said;
        boolean isStatus =
                code.length() == 3
                        && (code.charAt(0) == '4' || code.charAt(0) == '5')
                        && Character.isDigit(code.charAt(1))
                        && Character.isDigit(code.charAt(2));
        return isStatus
                ? Integer.parseInt(code)
                : BY_NAME.getOrDefault(code.toLowerCase(Locale.ROOT), UNKNOWN);
    }

    private static void named(int status, String... names) {
        for (String name : names) {
            BY_NAME.put(name, status);
        }
    }
}
