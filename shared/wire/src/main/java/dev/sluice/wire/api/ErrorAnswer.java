package dev.sluice.wire.api;

import dev.sluice.core.Statuses;
import dev.sluice.core.call.Rejection;
import dev.sluice.wire.coding.Coding;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.openai.OpenAiError;
import org.jspecify.annotations.Nullable;

/**
 * The one place that turns a rejection into OpenAI's error body and headers (upstream-apis: the
 * SDKs obey them).
 */
final class ErrorAnswer {
    private ErrorAnswer() {}

    static byte[] body(Rejection rejection) {
        return new OpenAiError(
                        rejection.message(),
                        type(rejection),
                        param(rejection),
                        Statuses.code(rejection))
                .toJson();
    }

    static Headers headers(Rejection rejection) {
        Headers.Builder headers = Headers.builder();
        switch (rejection) {
            case Rejection.Throttled throttled -> retryAfter(headers, throttled.waitMicros());
            case Rejection.Unavailable unavailable when unavailable.waitMicros() >= 0 ->
                    retryAfter(headers, unavailable.waitMicros());
            case Rejection.MethodNotAllowed notAllowed ->
                    headers.set("allow", notAllowed.allow()).set("x-should-retry", "false");
            case Rejection.Unauthenticated _ ->
                    headers.set("www-authenticate", "Bearer").set("x-should-retry", "false");
            case Rejection.UnsupportedCoding _ ->
                    headers.set("accept-encoding", Coding.KNOWN).set("x-should-retry", "false");
            case Rejection.UpstreamFailed _ -> {} // another try may well succeed
            case Rejection.Unavailable _,
                    Rejection.BadRequest _,
                    Rejection.WrongKind _,
                    Rejection.Forbidden _,
                    Rejection.ModelNotFound _,
                    Rejection.NotFound _,
                    Rejection.BodyTooLarge _,
                    Rejection.Unpaid _,
                    Rejection.RefusedUpstream _,
                    Rejection.Spent _ ->
                    headers.set("x-should-retry", "false");
        }
        return headers.build();
    }

    private static void retryAfter(Headers.Builder headers, long waitMicros) {
        headers.set("retry-after", Long.toString(Math.max(1, Math.ceilDiv(waitMicros, 1_000_000))));
        headers.set("retry-after-ms", Long.toString(Math.max(1, Math.ceilDiv(waitMicros, 1_000))));
    }

    private static String type(Rejection rejection) {
        return switch (rejection) {
            case Rejection.Unauthenticated _ -> "authentication_error";
            case Rejection.Forbidden _ -> "permission_error";
            case Rejection.Throttled throttled -> throttled.type();
            case Rejection.Spent _, Rejection.Unpaid _ -> "insufficient_quota";
            case Rejection.Unavailable _, Rejection.UpstreamFailed _ -> "server_error";
            case Rejection.RefusedUpstream refused ->
                    refused.type() == null ? "invalid_request_error" : refused.type();
            case Rejection.BadRequest _,
                    Rejection.WrongKind _,
                    Rejection.ModelNotFound _,
                    Rejection.NotFound _,
                    Rejection.MethodNotAllowed _,
                    Rejection.BodyTooLarge _,
                    Rejection.UnsupportedCoding _ ->
                    "invalid_request_error";
        };
    }

    private static @Nullable String param(Rejection rejection) {
        return switch (rejection) {
            case Rejection.BadRequest bad -> bad.param();
            case Rejection.RefusedUpstream refused -> refused.param();
            case Rejection.ModelNotFound _, Rejection.WrongKind _ -> "model";
            default -> null;
        };
    }
}
