package dev.sluice.wire.upstream;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads how long a provider asks us to wait: {@code x-ratelimit-reset} (Together: seconds), {@code
 * retry-after-ms}, {@code Retry-After} (seconds or an HTTP date). All are optional and none is
 * trusted to be well formed.
 */
final class RetryAfter {
    private static final double MICROS = 1_000_000;

    /** A number this large is a time of day, not a wait. */
    private static final double EPOCH_SECONDS_FROM = 1_000_000_000;

    private RetryAfter() {}

    /**
     * @param header the value of a header by name, null if absent; returns microseconds, -1 if
     *     nothing usable is there
     */
    static long micros(Function<String, @Nullable String> header, Instant now) {
        long reset = seconds(header.apply("x-ratelimit-reset"), now);
        if (reset >= 0) {
            return reset;
        }
        long millis = number(header.apply("retry-after-ms"), 1_000);
        return millis >= 0 ? millis : seconds(header.apply("retry-after"), now);
    }

    private static long seconds(@Nullable String value, Instant now) {
        long micros = number(value, MICROS);
        if (micros >= EPOCH_SECONDS_FROM * MICROS) {
            return Math.max(0, micros - now.getEpochSecond() * 1_000_000);
        }
        return micros >= 0 || value == null ? micros : date(value, now);
    }

    private static long number(@Nullable String value, double microsEach) {
        if (value == null || value.isBlank() || value.length() > 32) {
            return -1;
        }
        String digits = value.strip();
        try {
            double number =
                    Double.parseDouble(
                            digits.endsWith("s")
                                    ? digits.substring(0, digits.length() - 1)
                                    : digits);
            return number >= 0 && number < 1e12 ? Math.round(number * microsEach) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static long date(String value, Instant now) {
        try {
            Instant until =
                    ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
            return Math.max(0, until.toEpochMilli() - now.toEpochMilli()) * 1_000;
        } catch (DateTimeException e) {
            return -1;
        }
    }
}
