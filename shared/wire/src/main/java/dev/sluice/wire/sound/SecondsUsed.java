package dev.sluice.wire.sound;

import dev.sluice.core.catalog.Price;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** What a length of sound comes to. */
public final class SecondsUsed {
    /** More than anybody sends at once: senseless figures of providers are cut to it. */
    private static final double MOST_SECONDS = 1_000_000;

    private SecondsUsed() {}

    /** Seconds that nobody told. */
    public static Metered estimated(long seconds) {
        return new Metered(Measures.of(Measure.SECONDS, seconds), true);
    }

    /**
     * Seconds as told, whole ones in the row. Their cost is of the length as it is: a rounded one
     * would be rounded twice.
     */
    public static Metered told(double seconds, Optional<Price> price) {
        double fit = Math.clamp(seconds, 0, MOST_SECONDS);
        Metered used = new Metered(Measures.of(Measure.SECONDS, (long) Math.ceil(fit)), false);
        boolean isByTime =
                price.isPresent()
                        && price.get() instanceof Price.Unit unit
                        && unit.unit().measure() == Measure.SECONDS;
        return isByTime && fit > 0 ? used.told(costNanoUsd(fit, (Price.Unit) price.get())) : used;
    }

    private static long costNanoUsd(double seconds, Price.Unit price) {
        return BigDecimal.valueOf(seconds)
                .multiply(BigDecimal.valueOf(price.nanoUsdPerUnit()))
                .divide(BigDecimal.valueOf(price.unit().countPerUnit()), 0, RoundingMode.CEILING)
                .longValue();
    }
}
