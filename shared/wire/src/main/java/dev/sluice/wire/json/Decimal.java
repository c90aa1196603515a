package dev.sluice.wire.json;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads a decimal number that somebody else wrote. Its exponent is bounded: to round {@code
 * 1e-99999999}, or to write it out, takes minutes and gigabytes.
 */
public final class Decimal {
    private static final int MOST_CHARS = 40;

    /** Digits before or behind the point: more than any amount, length or share has. */
    private static final int MOST_SCALE = 30;

    private static final int NANO_DIGITS = 9;
    private static final BigDecimal MOST_USD = BigDecimal.valueOf(1_000_000_000);

    private Decimal() {}

    /** The number; null of what is none, or beyond the bounds. */
    public static @Nullable BigDecimal read(String text) {
        try {
            BigDecimal number =
                    text.isEmpty() || text.length() > MOST_CHARS ? null : new BigDecimal(text);
            return number == null || Math.abs((long) number.scale()) > MOST_SCALE ? null : number;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** An amount in USD as nano-USD, rounded up; empty of what is none. */
    public static OptionalLong nanoUsd(String usd) {
        BigDecimal value = read(usd);
        return value == null || value.signum() < 0 || value.compareTo(MOST_USD) > 0
                ? OptionalLong.empty()
                : OptionalLong.of(
                        value.movePointRight(NANO_DIGITS)
                                .setScale(0, RoundingMode.CEILING)
                                .longValueExact());
    }
}
