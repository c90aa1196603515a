package dev.sluice.wire.responses;

import dev.sluice.core.Statuses;
import dev.sluice.core.call.Rejection;
import dev.sluice.wire.answer.OpenAiManners;
import dev.sluice.wire.error.OpenAiError;

/**
 * Why a response failed, in OpenAI's words: agents end for good at some codes and try again at
 * others. {@code server_is_overloaded} is for good with Codex, and so it is never said.
 */
final class Failure {
    private static final String SERVER_ERROR = "server_error";

    private Failure() {}

    static OpenAiError of(Rejection rejection) {
        return new OpenAiError(
                message(rejection), OpenAiManners.type(rejection), null, code(rejection));
    }

    private static String code(Rejection rejection) {
        if (rejection instanceof Rejection.UpstreamFailed
                || rejection instanceof Rejection.Unavailable) {
            return SERVER_ERROR;
        }
        String code = Statuses.code(rejection);
        boolean asked =
                rejection instanceof Rejection.RefusedUpstream
                        || rejection instanceof Rejection.BadRequest;
        boolean known = !asked || rejection.isOverflow();
        return known ? code : "invalid_prompt";
    }

    /** In the words that Codex reads a wait from: {@code Please try again in 2s.} */
    private static String message(Rejection rejection) {
        if (!(rejection instanceof Rejection.Throttled throttled)) {
            return rejection.message();
        }
        long seconds = Math.max(1, Math.ceilDiv(throttled.waitMicros(), 1_000_000));
        return rejection.message() + " Please try again in " + seconds + "s.";
    }
}
