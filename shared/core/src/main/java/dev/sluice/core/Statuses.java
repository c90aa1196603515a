package dev.sluice.core;

import dev.sluice.core.call.Rejection;

/** The HTTP status and the machine-readable code of each rejection: the one place that knows. */
public final class Statuses {
    private Statuses() {}

    public static int of(Rejection rejection) {
        return switch (rejection) {
            case Rejection.BadRequest _, Rejection.WrongKind _ -> 400;
            case Rejection.Unauthenticated _ -> 401;
            case Rejection.Forbidden _ -> 403;
            case Rejection.ModelNotFound _, Rejection.NotFound _ -> 404;
            case Rejection.MethodNotAllowed _ -> 405;
            case Rejection.BodyTooLarge _ -> 413;
            case Rejection.UnsupportedCoding _ -> 415;
            case Rejection.Throttled _, Rejection.Spent _ -> 429;
            case Rejection.Unpaid _ -> 402;
            case Rejection.Unavailable _ -> 503;
            case Rejection.RefusedUpstream refused -> refused.status();
            case Rejection.UpstreamFailed failed -> failed.status();
            case Rejection.JobUnknown unknown -> unknown.status();
        };
    }

    public static String code(Rejection rejection) {
        return switch (rejection) {
            case Rejection.BadRequest bad -> bad.code() == null ? "invalid_request" : bad.code();
            case Rejection.WrongKind _ -> "model_kind_mismatch";
            case Rejection.Unauthenticated _ -> "invalid_api_key";
            case Rejection.Forbidden forbidden -> forbidden.code();
            case Rejection.ModelNotFound _ -> "model_not_found";
            case Rejection.NotFound _ -> "unknown_url";
            case Rejection.MethodNotAllowed _ -> "method_not_allowed";
            case Rejection.BodyTooLarge _ -> "request_too_large";
            case Rejection.UnsupportedCoding _ -> "unsupported_content_encoding";
            case Rejection.Throttled _ -> "rate_limit_exceeded";
            case Rejection.Spent _, Rejection.Unpaid _ -> "insufficient_quota";
            case Rejection.Unavailable _ -> "service_unavailable";
            case Rejection.RefusedUpstream refused ->
                    refused.code() == null ? "upstream_refused" : refused.code();
            case Rejection.JobUnknown _ -> "job_unknown";
            case Rejection.UpstreamFailed failed ->
                    failed.status() == 504 ? "upstream_timeout" : "upstream_error";
        };
    }
}
