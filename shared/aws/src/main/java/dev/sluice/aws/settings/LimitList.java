package dev.sluice.aws.settings;

import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Limits;
import dev.sluice.core.limit.Window;
import dev.sluice.core.measure.Measure;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits as people write them: {@code requestsDay=14400,imagesDay=500,usdMonth=20}. A name is a
 * measure and a window: {@code Day}, {@code Month}, {@code Ever}, {@code InFlight}, or seconds such
 * as {@code 60s}.
 */
public final class LimitList {
    private static final String USD = "usd";

    private LimitList() {}

    /** Throws {@link IllegalArgumentException} with the rule that is broken. */
    public static Limits parse(String text) {
        List<Limit> limits = new ArrayList<>();
        for (String entry : text.split(",")) {
            if (!entry.isBlank()) {
                limits.add(limit(entry.strip()));
            }
        }
        return new Limits(limits);
    }

    private static Limit limit(String entry) {
        int equals = entry.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException(
                    "must be such as requestsDay=14400,usdMonth=20: \"" + entry + '"');
        }
        String what = entry.substring(0, equals).strip();
        String amount = entry.substring(equals + 1).strip();
        Limit limit =
                what.startsWith(USD)
                        ? new Limit(
                                Measure.NANO_USD,
                                Settings.nanoUsd('"' + what + '"', amount),
                                Window.of(what.substring(USD.length())))
                        : Limit.named(what, whole(what, amount));
        return Limit.settable(limit);
    }

    private static long whole(String what, String amount) {
        try {
            return Long.parseLong(amount);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + what + "\" must be a whole number: \"" + amount + '"');
        }
    }
}
