package dev.sluice.wire.upstream;

import dev.sluice.core.call.Secret;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.relay.Fault.Kind;
import dev.sluice.core.time.Clock;
import dev.sluice.wire.openai.UpstreamError;
import dev.sluice.wire.openai.UpstreamErrors;
import java.io.IOException;
import java.util.Locale;

/**
 * Reads what a provider says instead of an answer, and what follows from it (upstream-apis: errors
 * of all shapes).
 */
final class FaultReader {
    private static final int MOST_BODY_BYTES = 64 << 10;

    private final Clock clock;

    FaultReader(Clock clock) {
        this.clock = clock;
    }

    Fault read(Answer answer, Secret key) throws IOException {
        int status = answer.status();
        UpstreamError error =
                UpstreamErrors.parse(
                        status,
                        answer.header("content-type"),
                        answer.body().readNBytes(MOST_BODY_BYTES));
        Kind kind = kind(status, error);
        String message =
                kind == Kind.REFUSED ? Redaction.of(error.message(), key) : "HTTP " + status;
        return new Fault(
                kind,
                kind == Kind.REFUSED ? refusalStatus(status) : status,
                RetryAfter.micros(answer::header, clock.instant()),
                message,
                error.type(),
                error.param(),
                error.contextOverflow() ? "context_length_exceeded" : error.code());
    }

    /** An error object that came with status 200, before anything was relayed. */
    static Fault inStream(UpstreamError error, Secret key) {
        String code = String.valueOf(error.code());
        Kind kind =
                switch (code) {
                    case "429", "rate_limit_exceeded" -> Kind.RATE_LIMITED;
                    case "401", "invalid_api_key" -> Kind.BAD_KEY;
                    case "402", "insufficient_quota" -> Kind.NO_CREDIT;
                    default -> error.contextOverflow() ? Kind.REFUSED : Kind.FAILED;
                };
        return new Fault(
                kind,
                kind == Kind.REFUSED ? 400 : 0,
                -1,
                kind == Kind.REFUSED
                        ? Redaction.of(error.message(), key)
                        : "an error instead of an answer",
                error.type(),
                error.param(),
                error.contextOverflow() ? "context_length_exceeded" : error.code());
    }

    private static Kind kind(int status, UpstreamError error) {
        return switch (status) {
            case 400 -> notServed(error) ? Kind.NOT_SERVED : Kind.REFUSED;
            case 413, 422 -> Kind.REFUSED;
            case 401 -> Kind.BAD_KEY;
            case 402 -> Kind.NO_CREDIT;
            case 403 -> error.contextOverflow() ? Kind.REFUSED : Kind.NOT_SERVED;
            case 404, 405, 410, 412, 415, 451 -> Kind.NOT_SERVED;
            case 429 -> Kind.RATE_LIMITED;
            case 408, 504, 522, 524 -> Kind.TIMED_OUT;
            default -> Kind.FAILED;
        };
    }

    /** Together answers 400 as well as 404 for a model that only dedicated endpoints serve. */
    private static boolean notServed(UpstreamError error) {
        String message = error.message().toLowerCase(Locale.ROOT);
        return message.contains("non-serverless model") || "model_not_found".equals(error.code());
    }

    /** Context overflow comes as 400 or 403; OpenAI's clients know it as 400. */
    private static int refusalStatus(int status) {
        return status == 413 || status == 422 ? status : 400;
    }
}
