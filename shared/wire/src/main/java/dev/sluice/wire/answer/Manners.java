package dev.sluice.wire.answer;

import dev.sluice.core.Statuses;
import dev.sluice.core.call.Meters;
import dev.sluice.core.call.Rejection;
import dev.sluice.wire.door.Headers;
import org.jspecify.annotations.Nullable;

/**
 * How the clients of one language are told what is not the answer itself: that they get none and
 * when to try again, their limits, the request's id; and where their key stands. The official SDKs
 * and agents obey it. Safe for any thread.
 */
public interface Manners {
    /** What stands in an {@code Authorization} header, or would; null where there is no key. */
    default @Nullable String authorization(Headers headers) {
        return headers.first("authorization");
    }

    /**
     * The same of clients that may send their key in {@code x-api-key}. A bearer's comes first: who
     * sends both means the one that was given to it for us.
     */
    static @Nullable String bearerOrKey(Headers headers) {
        String bearer = headers.first("authorization");
        String key = headers.first("x-api-key");
        return (bearer == null || bearer.isBlank()) && key != null && !key.isBlank()
                ? "Bearer " + key.strip()
                : bearer;
    }

    /** The HTTP status of a refusal. */
    default int status(Rejection rejection) {
        return Statuses.of(rejection);
    }

    /**
     * As agents know it: they wait where they are told that a provider is overloaded, and compact
     * or stop where a prompt is too long, which is no 422 to them.
     */
    static int agentsStatus(Rejection rejection) {
        if (rejection instanceof Rejection.UpstreamFailed failed && failed.overloaded()) {
            return 503;
        }
        int status = Statuses.of(rejection);
        return status == 422 && rejection.isOverflow() ? 400 : status;
    }

    /** The body of a refusal, JSON. */
    byte[] error(Rejection rejection, String requestId);

    /** Whether, and when, another try is worth it. */
    Headers retry(Rejection rejection);

    /** The limits that the request met. */
    void limits(Headers.Builder headers, Meters meters, long nowEpochMicros);

    /** What every answer carries. */
    void identify(Headers.Builder headers, String requestId, long millis);
}
