package dev.sluice.core.relay;

import dev.sluice.core.call.Call;
import dev.sluice.core.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * What all attempts of one request may use together.
 *
 * @param attempts upstream calls, the first one included
 * @param overallNanos from the request's arrival to its end
 * @param wholeNanos the same for an answer that is not streamed, whose client hears nothing until
 *     all of it is there
 */
public record Budget(int attempts, long overallNanos, long wholeNanos) {
    public Budget {
        if (attempts < 1 || overallNanos < 1 || wholeNanos < 1) {
            throw new IllegalArgumentException(
                    "budget must be positive: "
                            + attempts
                            + " attempts, "
                            + overallNanos
                            + ", "
                            + wholeNanos);
        }
    }

    public Budget(int attempts, long overallNanos) {
        this(attempts, overallNanos, overallNanos);
    }

    /**
     * How long this call may take from its arrival on: less where it must end sooner.
     *
     * @param startNanos when it arrived, of this clock
     */
    public long nanos(Call call, long startNanos, Clock clock) {
        long nanos = call.stream() ? overallNanos : wholeNanos;
        if (call.deadlineEpochMicros().isEmpty()) {
            return nanos;
        }
        long leftMicros = call.deadlineEpochMicros().getAsLong() - clock.epochMicros();
        long goneNanos = clock.nanos() - startNanos;
        return Math.min(nanos, TimeUnit.MICROSECONDS.toNanos(leftMicros) + goneNanos);
    }
}
