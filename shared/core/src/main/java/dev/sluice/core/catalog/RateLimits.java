package dev.sluice.core.catalog;

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

    private static void requirePositive(String name, OptionalLong limit) {
        if (limit.isPresent() && limit.getAsLong() <= 0) {
            throw new IllegalArgumentException(
                    "limit \"" + name + "\" must be positive: " + limit.getAsLong());
        }
    }
}
