package dev.sluice.core.catalog;

import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a model costs, in nano-USD (10<sup>-9</sup> USD).
 *
 * <p>A cost is the exact sum, rounded up once to a whole nano-USD: never down. Amounts are not
 * negative; a cost that does not fit a {@code long} throws {@link ArithmeticException}.
 */
public sealed interface Price permits Price.Tokens, Price.Megapixel, Price.Unit {

    /** One number for "cheaper than" among models of one kind; it is not an amount to bill. */
    long rank();

    /** What so much costs; what this price does not count is free. */
    long costNanoUsd(Measures measures);

    /** What so much may cost by an estimate. */
    default long mostNanoUsd(Measures estimated) {
        return costNanoUsd(estimated);
    }

    /** Whether input that is written to the provider's cache has a price of its own. */
    default boolean hasCacheWrites() {
        return false;
    }

    /**
     * A price a million tokens. Without prices of their own for input that the provider reads from
     * its cache or writes to it, such tokens cost as much as others. What is written for an hour
     * costs twice as much as other input where writing has a price: Anthropic's rule for all
     * models.
     *
     * @param searchNanoUsd what the provider takes for each of its own searches in the web
     */
    record Tokens(
            long inputNanoUsdPerMillion,
            OptionalLong cachedInputNanoUsdPerMillion,
            OptionalLong cacheWriteNanoUsdPerMillion,
            long outputNanoUsdPerMillion,
            Optional<ShortPrompts> shortPrompts,
            OptionalLong searchNanoUsd)
            implements Price {

        /**
         * What requests cost whose prompt is short.
         *
         * @param mostInputTokens the longest such prompt, what its cache holds included
         */
        public record ShortPrompts(long mostInputTokens, Tokens price) {}

        private static final long TOKENS_PER_PRICE = 1_000_000;

        /** A long prompt costs as much as a short one, and nothing is searched for. */
        public Tokens(
                long inputNanoUsdPerMillion,
                OptionalLong cachedInputNanoUsdPerMillion,
                OptionalLong cacheWriteNanoUsdPerMillion,
                long outputNanoUsdPerMillion) {
            this(
                    inputNanoUsdPerMillion,
                    cachedInputNanoUsdPerMillion,
                    cacheWriteNanoUsdPerMillion,
                    outputNanoUsdPerMillion,
                    Optional.empty(),
                    OptionalLong.empty());
        }

        /** Writing to the cache costs no more than other input. */
        public Tokens(
                long inputNanoUsdPerMillion,
                OptionalLong cachedInputNanoUsdPerMillion,
                long outputNanoUsdPerMillion) {
            this(
                    inputNanoUsdPerMillion,
                    cachedInputNanoUsdPerMillion,
                    OptionalLong.empty(),
                    outputNanoUsdPerMillion);
        }

        public Tokens {
            requireNotNegative("inputNanoUsdPerMillion", inputNanoUsdPerMillion);
            requireNotNegative(
                    "cachedInputNanoUsdPerMillion", cachedInputNanoUsdPerMillion.orElse(0));
            requireNotNegative(
                    "cacheWriteNanoUsdPerMillion", cacheWriteNanoUsdPerMillion.orElse(0));
            requireNotNegative("outputNanoUsdPerMillion", outputNanoUsdPerMillion);
            requireNotNegative("searchNanoUsd", searchNanoUsd.orElse(0));
        }

        /** The same, but cheaper where a prompt is short. */
        public Tokens cheaperUpTo(long mostInputTokens, Tokens price) {
            return new Tokens(
                    inputNanoUsdPerMillion,
                    cachedInputNanoUsdPerMillion,
                    cacheWriteNanoUsdPerMillion,
                    outputNanoUsdPerMillion,
                    Optional.of(new ShortPrompts(mostInputTokens, price)),
                    searchNanoUsd);
        }

        /** The same, where each search costs so much. */
        public Tokens searching(long nanoUsd) {
            return new Tokens(
                    inputNanoUsdPerMillion,
                    cachedInputNanoUsdPerMillion,
                    cacheWriteNanoUsdPerMillion,
                    outputNanoUsdPerMillion,
                    shortPrompts,
                    OptionalLong.of(nanoUsd));
        }

        @Override
        public long rank() {
            return Math.addExact(inputNanoUsdPerMillion, outputNanoUsdPerMillion);
        }

        /** Of all input tokens some came from the provider's cache, and others went into it. */
        @Override
        public long costNanoUsd(Measures measures) {
            ShortPrompts cheap = shortPrompts.orElse(null);
            return withSearches(
                    cheap != null && measures.of(Measure.INPUT_TOKENS) <= cheap.mostInputTokens()
                            ? cheap.price().flatNanoUsd(measures)
                            : flatNanoUsd(measures),
                    measures);
        }

        private long withSearches(long nanoUsd, Measures measures) {
            long searches = measures.of(Measure.SEARCHES);
            return searches == 0
                    ? nanoUsd
                    : Math.addExact(nanoUsd, Math.multiplyExact(searches, searchNanoUsd.orElse(0)));
        }

        /** One that is nearly long may be one: a tokenizer may count a third more. */
        @Override
        public long mostNanoUsd(Measures estimated) {
            ShortPrompts cheap = shortPrompts.orElse(null);
            return withSearches(
                    cheap != null
                                    && estimated.of(Measure.INPUT_TOKENS)
                                            <= cheap.mostInputTokens() / 4 * 3
                            ? cheap.price().flatNanoUsd(estimated)
                            : flatNanoUsd(estimated),
                    estimated);
        }

        @Override
        public boolean hasCacheWrites() {
            ShortPrompts cheap = shortPrompts.orElse(null);
            return cacheWriteNanoUsdPerMillion.isPresent()
                    || (cheap != null && cheap.price().hasCacheWrites());
        }

        private long flatNanoUsd(Measures measures) {
            long cached = measures.of(Measure.CACHED_INPUT_TOKENS);
            long written = measures.of(Measure.CACHE_WRITE_TOKENS);
            long writtenForAnHour = measures.of(Measure.CACHE_WRITE_HOUR_TOKENS);
            long fresh =
                    Math.subtractExact(
                            Math.subtractExact(measures.of(Measure.INPUT_TOKENS), cached), written);
            long output = measures.of(Measure.OUTPUT_TOKENS);
            requireNotNegative("cachedInputTokens", cached);
            requireNotNegative("cacheWriteHourTokens", writtenForAnHour);
            requireNotNegative(
                    "cacheWriteTokens - cacheWriteHourTokens", written - writtenForAnHour);
            requireNotNegative("inputTokens - cachedInputTokens - cacheWriteTokens", fresh);
            requireNotNegative("outputTokens", output);
            long parts = Math.multiplyExact(fresh, inputNanoUsdPerMillion);
            parts = plus(parts, cached, cachedInputNanoUsdPerMillion);
            parts = plus(parts, written - writtenForAnHour, cacheWriteNanoUsdPerMillion);
            parts = plus(parts, writtenForAnHour, hourNanoUsdPerMillion());
            parts = Math.addExact(parts, Math.multiplyExact(output, outputNanoUsdPerMillion));
            return Math.ceilDiv(parts, TOKENS_PER_PRICE);
        }

        private OptionalLong hourNanoUsdPerMillion() {
            return cacheWriteNanoUsdPerMillion.isPresent()
                    ? OptionalLong.of(Math.multiplyExact(2, inputNanoUsdPerMillion))
                    : OptionalLong.empty();
        }

        private long plus(long parts, long inputTokens, OptionalLong price) {
            return Math.addExact(
                    parts, Math.multiplyExact(inputTokens, price.orElse(inputNanoUsdPerMillion)));
        }

        /**
         * @param inputTokens all input tokens, the cached ones included
         * @param cachedInputTokens how many of them came from the provider's cache, at most {@code
         *     inputTokens}
         */
        public long costNanoUsd(long inputTokens, long cachedInputTokens, long outputTokens) {
            return costNanoUsd(
                    Measures.of(Measure.INPUT_TOKENS, inputTokens)
                            .with(Measure.CACHED_INPUT_TOKENS, cachedInputTokens)
                            .with(Measure.OUTPUT_TOKENS, outputTokens));
        }
    }

    /**
     * A price a million pixels at the default number of steps. More steps cost in proportion, fewer
     * are not cheaper (Together's documentation). Without default steps the number of steps does
     * not count.
     */
    record Megapixel(long nanoUsdPerMegapixel, OptionalLong defaultSteps) implements Price {

        private static final long PIXELS_PER_PRICE = 1_000_000;

        public Megapixel {
            requireNotNegative("nanoUsdPerMegapixel", nanoUsdPerMegapixel);
            if (defaultSteps.isPresent() && defaultSteps.getAsLong() <= 0) {
                throw new IllegalArgumentException(
                        "defaultSteps must be positive: " + defaultSteps.getAsLong());
            }
        }

        @Override
        public long rank() {
            return nanoUsdPerMegapixel;
        }

        /**
         * By pixels as they are billed: of all images, more for more steps than the default (see
         * {@link #billedPixels}).
         */
        @Override
        public long costNanoUsd(Measures measures) {
            return costNanoUsd(measures.of(Measure.PIXELS), 1, 1);
        }

        /** Pixels as they are billed, rounded up: more steps than the default count as more. */
        public long billedPixels(long pixels, OptionalLong steps) {
            requireNotNegative("pixels", pixels);
            if (defaultSteps.isEmpty() || steps.isEmpty()) {
                return pixels;
            }
            long billedSteps = Math.max(defaultSteps.getAsLong(), steps.getAsLong());
            return Math.ceilDiv(Math.multiplyExact(pixels, billedSteps), defaultSteps.getAsLong());
        }

        /** The cost of {@code images} images at the default number of steps. */
        public long costNanoUsd(long widthPixels, long heightPixels, long images) {
            return costNanoUsd(widthPixels, heightPixels, images, OptionalLong.empty());
        }

        public long costNanoUsd(
                long widthPixels, long heightPixels, long images, OptionalLong steps) {
            requireNotNegative("widthPixels", widthPixels);
            requireNotNegative("heightPixels", heightPixels);
            requireNotNegative("images", images);
            long baseSteps = defaultSteps.orElse(1);
            long billedSteps =
                    defaultSteps.isPresent()
                            ? Math.max(baseSteps, steps.orElse(baseSteps))
                            : baseSteps;
            // Five factors: a long would overflow for sizes that are not absurd.
            BigInteger parts =
                    BigInteger.valueOf(widthPixels)
                            .multiply(BigInteger.valueOf(heightPixels))
                            .multiply(BigInteger.valueOf(images))
                            .multiply(BigInteger.valueOf(nanoUsdPerMegapixel))
                            .multiply(BigInteger.valueOf(billedSteps));
            BigInteger partsPerNanoUsd =
                    BigInteger.valueOf(PIXELS_PER_PRICE).multiply(BigInteger.valueOf(baseSteps));
            return parts.add(partsPerNanoUsd)
                    .subtract(BigInteger.ONE)
                    .divide(partsPerNanoUsd)
                    .longValueExact();
        }
    }

    /** A price an image, video, minute or million characters. */
    record Unit(PricedUnit unit, long nanoUsdPerUnit) implements Price {

        public Unit {
            requireNotNegative("nanoUsdPerUnit", nanoUsdPerUnit);
        }

        @Override
        public long rank() {
            return nanoUsdPerUnit;
        }

        @Override
        public long costNanoUsd(Measures measures) {
            return costNanoUsd(measures.of(unit.measure()));
        }

        /**
         * @param count images, videos, seconds or characters, see {@link PricedUnit}
         */
        public long costNanoUsd(long count) {
            requireNotNegative("count", count);
            return Math.ceilDiv(Math.multiplyExact(count, nanoUsdPerUnit), unit.countPerUnit());
        }
    }

    private static void requireNotNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
    }
}
