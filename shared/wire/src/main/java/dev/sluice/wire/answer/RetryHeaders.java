package dev.sluice.wire.answer;

import dev.sluice.core.call.Rejection;
import dev.sluice.wire.coding.Coding;
import dev.sluice.wire.door.Headers;

/**
 * What a client is told of another try: {@code retry-after} where waiting helps, {@code
 * x-should-retry: false} where nothing does; neither, where it may well.
 */
public final class RetryHeaders {
    /** Agents wait a minute out and give up at more: a budget is not back in a minute. */
    private static final long FOR_GOOD_SECONDS = 3_600;

    private static final long OVERLOAD_MICROS = 5_000_000;

    private RetryHeaders() {}

    /**
     * @param agents whether a spent budget and an overload are told with a wait too, the first with
     *     one that no agent waits out
     */
    public static Headers of(Rejection rejection, boolean agents) {
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
            case Rejection.UpstreamFailed failed when failed.overloaded() && agents ->
                    retryAfter(headers, OVERLOAD_MICROS);
            case Rejection.UpstreamFailed _ -> {} // another try may well succeed
            case Rejection.Spent _ -> {
                headers.set("x-should-retry", "false");
                if (agents) {
                    headers.set("retry-after", Long.toString(FOR_GOOD_SECONDS));
                }
            }
            case Rejection.Unavailable _,
                    Rejection.BadRequest _,
                    Rejection.WrongKind _,
                    Rejection.Forbidden _,
                    Rejection.ModelNotFound _,
                    Rejection.NotFound _,
                    Rejection.BodyTooLarge _,
                    Rejection.Unpaid _,
                    Rejection.RefusedUpstream _,
                    Rejection.JobUnknown _ ->
                    headers.set("x-should-retry", "false");
        }
        return headers.build();
    }

    private static void retryAfter(Headers.Builder headers, long waitMicros) {
        headers.set("retry-after", Long.toString(Math.max(1, Math.ceilDiv(waitMicros, 1_000_000))));
        headers.set("retry-after-ms", Long.toString(Math.max(1, Math.ceilDiv(waitMicros, 1_000))));
    }
}
