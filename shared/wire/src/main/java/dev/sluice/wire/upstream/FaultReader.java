package dev.sluice.wire.upstream;

import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.Secret;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.relay.Fault.Kind;
import dev.sluice.core.time.Clock;
import dev.sluice.wire.error.ErrorStatus;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.error.UpstreamErrors;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what a provider says instead of an answer, in whatever shape, and what follows from it. */
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
        long toldMicros = RetryAfter.micros(answer::header, clock.instant());
        long waitMicros = toldMicros < 0 ? waitMicros(error) : toldMicros;
        return fault(status, error, waitMicros, "HTTP " + status, key);
    }

    /** An error that came with status 200: its code decides as a status would. */
    Fault inStream(UpstreamError error, Secret key) {
        return fault(
                ErrorStatus.of(error),
                error,
                waitMicros(error),
                "an error instead of an answer",
                key);
    }

    private long waitMicros(UpstreamError error) {
        return RetryAfter.micros(error.headers()::get, clock.instant());
    }

    private static Fault fault(
            int status, UpstreamError error, long waitMicros, String what, Secret key) {
        Kind kind = kind(status, error, waitMicros);
        return new Fault(
                kind,
                kind == Kind.REFUSED ? refusalStatus(status) : status,
                waitMicros,
                kind == Kind.REFUSED ? Redaction.of(error.message(), key) : what,
                redacted(error.type(), key),
                redacted(error.param(), key),
                error.contextOverflow() ? Rejection.OVERFLOW : redacted(error.code(), key),
                FaultReach.of(kind, error));
    }

    private static @Nullable String redacted(@Nullable String text, Secret key) {
        return text == null ? null : Redaction.of(text, key);
    }

    private static Kind kind(int status, UpstreamError error, long waitMicros) {
        return switch (status) {
            case 400 -> notServed(error) ? Kind.NOT_SERVED : Kind.REFUSED;
            case 413, 422 -> Kind.REFUSED;
            case 401 -> Kind.BAD_KEY;
            case 402 -> Kind.NO_CREDIT;
            case 403 -> error.contextOverflow() ? Kind.REFUSED : Kind.FORBIDDEN;
            case 404, 405, 410, 412, 415, 451 -> Kind.NOT_SERVED;
            case 429 -> Kind.RATE_LIMITED;
            case 503, 529 -> waitMicros >= 0 ? Kind.BUSY : Kind.FAILED;
            case 408, 504, 522, 524 -> Kind.TIMED_OUT;
            case 0 -> error.contextOverflow() ? Kind.REFUSED : Kind.FAILED;
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
