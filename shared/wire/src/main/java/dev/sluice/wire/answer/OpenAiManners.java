package dev.sluice.wire.answer;

import dev.sluice.core.Statuses;
import dev.sluice.core.call.Meters;
import dev.sluice.core.call.Rejection;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.error.OpenAiError;
import org.jspecify.annotations.Nullable;

/** OpenAI's manners: its SDKs obey them. */
public final class OpenAiManners implements Manners {
    /** As its SDKs know them. */
    public static final Manners CHAT = new OpenAiManners(false);

    /**
     * As agents need them: a spent budget is told with a {@code retry-after} that none waits out,
     * and a key may stand in {@code x-api-key}.
     */
    public static final Manners AGENTS = new OpenAiManners(true);

    private final boolean agents;

    private OpenAiManners(boolean agents) {
        this.agents = agents;
    }

    @Override
    public @Nullable String authorization(Headers headers) {
        return agents ? Manners.bearerOrKey(headers) : headers.first("authorization");
    }

    @Override
    public int status(Rejection rejection) {
        if (!agents) {
            return Statuses.of(rejection);
        }
        return isTooLargeUpstream(rejection) ? 400 : Manners.agentsStatus(rejection);
    }

    /** A provider's 413, in whatever words: to Codex only an overflow's code is the end of it. */
    private static boolean isTooLargeUpstream(Rejection rejection) {
        return rejection instanceof Rejection.RefusedUpstream refused && refused.status() == 413;
    }

    @Override
    public byte[] error(Rejection rejection, String requestId) {
        return new OpenAiError(
                        rejection.message(),
                        agents ? agentsType(rejection) : type(rejection),
                        param(rejection),
                        agents && isTooLargeUpstream(rejection)
                                ? Rejection.OVERFLOW
                                : Statuses.code(rejection))
                .toJson();
    }

    @Override
    public Headers retry(Rejection rejection) {
        return RetryHeaders.of(rejection, agents);
    }

    @Override
    public void limits(Headers.Builder headers, Meters meters, long nowEpochMicros) {
        RateHeaders.add(headers, meters);
    }

    @Override
    public void identify(Headers.Builder headers, String requestId, long millis) {
        headers.set("x-request-id", requestId).set("openai-processing-ms", Long.toString(millis));
    }

    /** OpenAI's own word for a key that is not good, or not good for this. */
    private static String agentsType(Rejection rejection) {
        return rejection instanceof Rejection.Unauthenticated
                        || rejection instanceof Rejection.Forbidden
                ? "invalid_request_error"
                : type(rejection);
    }

    /** The word that stands for the kind of a refusal. */
    public static String type(Rejection rejection) {
        return switch (rejection) {
            case Rejection.Unauthenticated _ -> "authentication_error";
            case Rejection.Forbidden _ -> "permission_error";
            case Rejection.Throttled throttled -> throttled.type();
            case Rejection.Spent _, Rejection.Unpaid _ -> "insufficient_quota";
            case Rejection.Unavailable _, Rejection.UpstreamFailed _, Rejection.JobUnknown _ ->
                    "server_error";
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
