package dev.sluice.aws.client;

import dev.sluice.core.time.Clock;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * The clock of this process, checked against the {@code Date} of AWS's answers: one that is more
 * than two seconds wrong is set right, so that a process with a wrong clock neither locks the
 * others out of a limit nor forgets what they took. The answers say whole seconds, so a clock that
 * is nearly right is left alone. Safe for any thread.
 */
final class StoreClock implements Clock, ExecutionInterceptor {
    private static final long SECOND_MICROS = 1_000_000;
    private static final long TOLERATED_MICROS = 2 * SECOND_MICROS;
    private static final long DAY_SECONDS = 86_400;
    private static final int DATE_CHARS = "Sun, 06 Nov 1994 08:49:37 GMT".length();
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final ExecutionAttribute<Long> SENT_MICROS =
            new ExecutionAttribute<>("dev.sluice.aws.sentMicros");

    private final Clock local;
    private volatile long offsetMicros;
    private volatile String lastDate = "";

    StoreClock(Clock local) {
        this.local = local;
    }

    @Override
    public long epochMicros() {
        return local.epochMicros() + offsetMicros;
    }

    @Override
    public long nanos() {
        return local.nanos();
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes call) {
        call.putAttribute(SENT_MICROS, local.epochMicros());
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes call) {
        Long sentMicros = call.getAttribute(SENT_MICROS);
        String date = context.httpResponse().firstMatchingHeader("Date").orElse("");
        if (sentMicros != null && !date.equals(lastDate)) {
            lastDate = date;
            check(sentMicros, local.epochMicros(), date);
        }
    }

    /** The answer's second lay between the sending and the arrival, which the local clock told. */
    void check(long sentMicros, long arrivedMicros, String date) {
        Long toldMicros = micros(date);
        if (toldMicros == null) {
            return;
        }
        long leastMicros = toldMicros - arrivedMicros;
        long mostMicros = toldMicros + SECOND_MICROS - sentMicros;
        boolean right = leastMicros <= TOLERATED_MICROS && mostMicros >= -TOLERATED_MICROS;
        offsetMicros = right ? 0 : (leastMicros + mostMicros) / 2;
    }

    /** By hand: a formatter is built at its first use, on a cold start's way (RFC 9110 §5.6.7). */
    static @Nullable Long micros(String date) {
        if (date.length() != DATE_CHARS || !date.endsWith(" GMT")) {
            return null;
        }
        try {
            int month = (MONTHS.indexOf(date.substring(8, 11)) + 3) / 3;
            long days = LocalDate.of(number(date, 12, 16), month, number(date, 5, 7)).toEpochDay();
            long seconds =
                    number(date, 17, 19) * 3_600L
                            + number(date, 20, 22) * 60L
                            + number(date, 23, 25);
            return (days * DAY_SECONDS + seconds) * SECOND_MICROS;
        } catch (RuntimeException e) {
            return null; // whatever answered, it tells no time
        }
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }
}
