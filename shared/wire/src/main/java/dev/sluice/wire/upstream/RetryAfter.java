package dev.sluice.wire.upstream;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads how long a provider asks us to wait: {@code x-ratelimit-reset}, {@code retry-after-ms},
 * {@code Retry-After}. Each may be seconds, a time of day in epoch seconds (or milliseconds, as
 * OpenRouter sends), a duration as {@code 1m30.5s} or an HTTP date. All are optional and none is
 * trusted to be well formed.
 */
final class RetryAfter {
    private static final double MICROS = 1_000_000;

    /** A number this large is a time of day, not a wait. */
    private static final double EPOCH_SECONDS_FROM = 1e9;

    private static final double EPOCH_MILLIS_FROM = 1e12;
    private static final double EPOCH_MILLIS_TO = 1e14;
    private static final int MOST_CHARS = 32;
    private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d*)?");
    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+(?:\\.\\d+)?)(s|ms))?");

    private RetryAfter() {}

    /**
     * @param header the value of a header by name, null if absent; returns microseconds, -1 if
     *     nothing usable is there
     */
    static long micros(Function<String, @Nullable String> header, Instant now) {
        long reset = wait(header.apply("x-ratelimit-reset"), MICROS, now);
        if (reset >= 0) {
            return reset;
        }
        long millis = wait(header.apply("retry-after-ms"), MICROS / 1_000, now);
        return millis >= 0 ? millis : wait(header.apply("retry-after"), MICROS, now);
    }

    /**
     * @param microsEach of a plain number
     */
    private static long wait(@Nullable String value, double microsEach, Instant now) {
        if (value == null || value.isBlank() || value.length() > MOST_CHARS) {
            return -1;
        }
        String text = value.strip();
        if (NUMBER.matcher(text).matches()) {
            return number(Double.parseDouble(text), microsEach, now);
        }
        Matcher duration = DURATION.matcher(text);
        return duration.matches() ? duration(duration) : date(text, now);
    }

    private static long number(double number, double microsEach, Instant now) {
        if (number >= EPOCH_MILLIS_TO) {
            return -1;
        }
        if (number < EPOCH_SECONDS_FROM) {
            return Math.round(number * microsEach);
        }
        double seconds = number < EPOCH_MILLIS_FROM ? number : number / 1_000;
        return Math.max(0, Math.round((seconds - now.toEpochMilli() / 1_000.0) * MICROS));
    }

    private static long duration(Matcher parts) {
        double seconds = of(parts.group(1)) * 3_600 + of(parts.group(2)) * 60;
        double rest = of(parts.group(3));
        return Math.round((seconds + ("ms".equals(parts.group(4)) ? rest / 1_000 : rest)) * MICROS);
    }

    private static double of(@Nullable String digits) {
        return digits == null ? 0 : Double.parseDouble(digits);
    }

    private static long date(String value, Instant now) {
        try {
            long untilMillis = HttpDate.parse(value, now).toEpochMilli();
            return Math.max(0, untilMillis - now.toEpochMilli()) * 1_000;
        } catch (DateTimeException e) {
            return -1;
        }
    }
}
