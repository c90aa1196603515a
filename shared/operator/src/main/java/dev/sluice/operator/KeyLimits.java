package dev.sluice.operator;

import dev.sluice.aws.settings.LimitList;
import dev.sluice.aws.settings.Settings;
import dev.sluice.aws.settings.SettingsException;
import dev.sluice.core.authenticate.KeyRecord;
import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Limits;
import dev.sluice.core.limit.Sliding;
import dev.sluice.core.measure.Measure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The limits of a key, as options; and as text. A limit that cannot hold is refused by name. */
final class KeyLimits {
    @Option(names = "--rpm", paramLabel = "RPM", description = "requests a minute")
    @Nullable String rpm;

    @Option(names = "--tpm", paramLabel = "TPM", description = "tokens a minute")
    @Nullable String tpm;

    @Option(names = "--usd-day", paramLabel = "USD_DAY", description = "budget of a day (UTC)")
    @Nullable String usdDay;

    @Option(
            names = "--usd-month",
            paramLabel = "USD_MONTH",
            description = "budget of a month (UTC)")
    @Nullable String usdMonth;

    @Option(
            names = "--in-flight",
            paramLabel = "IN_FLIGHT",
            description = "requests at the same time")
    @Nullable String inFlight;

    @Option(
            names = "--limits",
            paramLabel = "LIMITS",
            description = "any others, such as requestsDay=1000,imagesDay=50")
    @Nullable String others;

    List<Limit> limits() {
        List<Limit> limits =
                new ArrayList<>(Limit.perMinute(optional("RPM", rpm), optional("TPM", tpm)));
        if (usdDay != null) {
            limits.add(budget("USD_DAY", usdDay, Calendar.DAY));
        }
        if (usdMonth != null) {
            limits.add(budget("USD_MONTH", usdMonth, Calendar.MONTH));
        }
        if (inFlight != null) {
            limits.add(
                    new Limit(Measure.REQUESTS, whole("IN_FLIGHT", inFlight), InFlight.IN_FLIGHT));
        }
        if (others != null) {
            limits.addAll(listed("LIMITS", others));
        }
        return new Limits(limits).all();
    }

    /** What a key may do of a measure in a minute; {@code -} where it is not limited. */
    static String amount(KeyRecord record, Measure measure) {
        OptionalLong amount = Limit.amount(record.limits(), measure, Sliding.MINUTE);
        return amount.isPresent() ? Long.toString(amount.getAsLong()) : "-";
    }

    /** The limits beside those of a minute, such as {@code 5 USD per day, 2 requests in flight}. */
    static String others(KeyRecord record) {
        List<String> others = new ArrayList<>();
        for (Limit limit : record.limits()) {
            if (!limit.window().equals(Sliding.MINUTE)) {
                others.add(
                        (limit.measure() == Measure.NANO_USD
                                        ? usd(limit.amount())
                                        : Long.toString(limit.amount()))
                                + " "
                                + limit.words());
            }
        }
        return String.join(", ", others);
    }

    private static List<Limit> listed(String name, String list) {
        try {
            return LimitList.parse(list).all();
        } catch (IllegalArgumentException e) {
            throw new SettingsException(name + ": " + e.getMessage());
        }
    }

    private static Limit budget(String name, String usd, Calendar period) {
        try {
            return new Limit(Measure.NANO_USD, Settings.nanoUsd(name, usd), period);
        } catch (SettingsException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new SettingsException(
                    name + " must be an amount above 0: \"" + usd + "\" (" + e.getMessage() + ")");
        }
    }

    private static String usd(long nanoUsd) {
        return BigDecimal.valueOf(nanoUsd, 9).stripTrailingZeros().toPlainString();
    }

    private static OptionalLong optional(String name, @Nullable String value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(whole(name, value));
    }

    private static long whole(String name, String value) {
        return new Settings(Map.of(name, value)).number(name, 0, 1, Limit.MOST_COUNTED);
    }
}
