package dev.sluice.wire.answer;

import dev.sluice.core.call.Meters;
import dev.sluice.wire.door.Headers;
import java.util.Optional;

/**
 * {@code x-ratelimit-{limit,remaining,reset}-{requests,tokens}}; a reset is a duration as Go prints
 * it: {@code 6m0s}.
 */
final class RateHeaders {
    private static final Names REQUESTS = Names.of("requests");
    private static final Names TOKENS = Names.of("tokens");

    private record Names(String limit, String remaining, String reset) {
        static Names of(String what) {
            return new Names(
                    "x-ratelimit-limit-" + what,
                    "x-ratelimit-remaining-" + what,
                    "x-ratelimit-reset-" + what);
        }
    }

    private RateHeaders() {}

    static void add(Headers.Builder headers, Meters meters) {
        add(headers, REQUESTS, meters.requests());
        add(headers, TOKENS, meters.tokens());
    }

    private static void add(Headers.Builder headers, Names names, Optional<Meters.Meter> told) {
        if (told.isPresent()) {
            Meters.Meter meter = told.get();
            headers.set(names.limit, Long.toString(meter.limit()))
                    .set(names.remaining, Long.toString(meter.remaining()))
                    .set(names.reset, duration(meter.resetMicros()));
        }
    }

    /** {@code 12ms}, {@code 1.5s}, {@code 6m0s}, {@code 1h0m0s}; rounded up to a millisecond. */
    static String duration(long micros) {
        long millis = Math.ceilDiv(micros, 1_000);
        StringBuilder text = new StringBuilder(12);
        if (millis < 1_000) {
            return text.append(millis).append("ms").toString();
        }
        long hours = millis / 3_600_000;
        long minutes = millis / 60_000 % 60;
        if (hours > 0) {
            text.append(hours).append('h');
        }
        if (hours > 0 || minutes > 0) {
            text.append(minutes).append('m');
        }
        text.append(millis / 1_000 % 60);
        long left = millis % 1_000;
        if (left > 0) {
            text.append('.');
        }
        for (int digit = 100; left > 0; digit /= 10) {
            text.append(left / digit);
            left %= digit;
        }
        return text.append('s').toString();
    }
}
