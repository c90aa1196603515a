package dev.sluice.core.catalog;

import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import java.util.List;
import java.util.OptionalLong;

/** Limits a minute; an absent one does not limit. Present ones are positive. */
public record RateLimits(OptionalLong rpm, OptionalLong tpm, OptionalLong imagesPerMinute) {

    private static final RateLimits NONE =
            new RateLimits(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    public RateLimits {
        requirePositive("rpm", rpm);
        requirePositive("tpm", tpm);
        requirePositive("imagesPerMinute", imagesPerMinute);
    }

    public static RateLimits none() {
        return NONE;
    }

    public boolean isEmpty() {
        return rpm.isEmpty() && tpm.isEmpty() && imagesPerMinute.isEmpty();
    }

    /** The same as a list. */
    public List<Limit> limits() {
        List<Limit> limits = Limit.perMinute(rpm, tpm);
        if (imagesPerMinute.isPresent()) {
            limits.add(Limit.perMinute(Measure.IMAGES, imagesPerMinute.getAsLong()));
        }
        return limits;
    }

    private static void requirePositive(String name, OptionalLong limit) {
        if (limit.isPresent() && limit.getAsLong() <= 0) {
            throw new IllegalArgumentException(
                    "limit \"" + name + "\" must be positive: " + limit.getAsLong());
        }
    }
}
