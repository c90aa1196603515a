package dev.sluice.core.limit;

import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * So much of one measure in a window. All of it may be taken at once, if nothing else counts.
 *
 * <p>What no arithmetic can hold is refused here, so that none fails in the middle of a request: an
 * amount that is not positive, or above {@link #MOST_COUNTED} ({@link #MOST_NANO_USD} for money).
 *
 * @param amount units of the measure, positive; also the largest single cost that can ever pass
 */
public record Limit(Measure measure, long amount, Window window) {
    /**
     * The largest amount of what can be counted: more than any provider gives, and less than {@link
     * Measures#MOST_COUNTED}, so a senseless cost is above every limit.
     */
    public static final long MOST_COUNTED = 70_000_000_000L;

    /** The largest amount of money: a billion USD. */
    public static final long MOST_NANO_USD = 1_000_000_000_000_000_000L;

    /** The names that each request asks for many times, by measure. */
    private static final Map<Measure, String> A_MINUTE = names(Sliding.MINUTE);

    private static final Map<Measure, String> HELD = names(InFlight.IN_FLIGHT);

    public Limit {
        if (amount <= 0 || amount > most(measure)) {
            throw new IllegalArgumentException(
                    "limit \""
                            + measure.attribute()
                            + " "
                            + window.words()
                            + "\" must be 1 to "
                            + most(measure)
                            + ": "
                            + amount);
        }
    }

    public static Limit perMinute(Measure measure, long amount) {
        return new Limit(measure, amount, Sliding.MINUTE);
    }

    /** Requests and tokens a minute, as far as they are limited. */
    public static List<Limit> perMinute(OptionalLong rpm, OptionalLong tpm) {
        List<Limit> limits = new ArrayList<>(2);
        if (rpm.isPresent()) {
            limits.add(perMinute(Measure.REQUESTS, rpm.getAsLong()));
        }
        if (tpm.isPresent()) {
            limits.add(perMinute(Measure.TOKENS, tpm.getAsLong()));
        }
        return limits;
    }

    /** Reads a {@link #name} back. */
    public static Limit named(String name, long amount) {
        for (Measure measure : Measure.values()) {
            String attribute = measure.attribute();
            if (name.startsWith(attribute) && isWindow(name, attribute.length())) {
                return new Limit(measure, amount, Window.of(name.substring(attribute.length())));
            }
        }
        throw new IllegalArgumentException(
                "there is no limit \""
                        + name
                        + "\": its name is a measure (requests, tokens, images, seconds,"
                        + " characters, usd, …) and a window (60s, Day, Month, Ever, InFlight),"
                        + " such as requestsDay");
    }

    /**
     * The same limit, if people may set it: of a sliding window that is shorter than {@value
     * Sliding#LEAST_SET_SECONDS} seconds too little could be used, because the clocks of instances
     * differ.
     */
    public static Limit settable(Limit limit) {
        if (limit.window() instanceof Sliding sliding && !sliding.isLongEnough()) {
            throw new IllegalArgumentException(
                    "limit \""
                            + limit.words()
                            + "\" cannot be held without wasting more than 5 % of it, because"
                            + " clocks of instances differ by up to 250 ms: its window must be "
                            + Sliding.LEAST_SET_SECONDS
                            + " s or longer");
        }
        return limit;
    }

    /** A window's label begins with a capital or a digit, and no measure's tail does. */
    private static boolean isWindow(String name, int from) {
        return from < name.length() && !Character.isLowerCase(name.charAt(from));
    }

    /** The amount of the limit of a measure in a window, if there is one. */
    public static OptionalLong amount(List<Limit> limits, Measure measure, Window window) {
        for (Limit limit : limits) {
            if (limit.measure() == measure && limit.window().equals(window)) {
                return OptionalLong.of(limit.amount());
            }
        }
        return OptionalLong.empty();
    }

    /** What a scope holds of a measure at this time, without a bound. */
    public static Limit held(Measure measure) {
        return new Limit(measure, most(measure), InFlight.IN_FLIGHT);
    }

    /** What it is counted under, such as {@code tokens60s}: the same for every amount. */
    public String name() {
        if (window.equals(Sliding.MINUTE)) {
            return A_MINUTE.getOrDefault(measure, "");
        }
        return window == InFlight.IN_FLIGHT
                ? HELD.getOrDefault(measure, "")
                : measure.attribute() + window.label();
    }

    /** For people: {@code tokens per minute}. */
    public String words() {
        return (measure == Measure.NANO_USD ? "USD" : measure.attribute()) + " " + window.words();
    }

    private static Map<Measure, String> names(Window window) {
        Map<Measure, String> names = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            names.put(measure, measure.attribute() + window.label());
        }
        return names;
    }

    private static long most(Measure measure) {
        return measure == Measure.NANO_USD ? MOST_NANO_USD : MOST_COUNTED;
    }

    /** By hand, as {@link #hashCode}: what a record brings is linked at its first use. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Limit limit
                && measure == limit.measure
                && amount == limit.amount
                && window.equals(limit.window);
    }

    @Override
    public int hashCode() {
        return 31 * measure.hashCode() + Long.hashCode(amount);
    }
}
