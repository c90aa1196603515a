package dev.sluice.core.admit;

import org.jspecify.annotations.Nullable;

/**
 * What a request takes of each dimension. In a correction a value is what is given back, or
 * negative for a debt.
 */
public record Costs(long requests, long tokens, long images, long nanoUsd) {

    public static final Costs NONE = new Costs(0, 0, 0, 0);

    /**
     * The most tokens that are reserved: above every limit there can be, so such a request is
     * refused as too large, and far from the end of 64 bits.
     */
    public static final long MOST_TOKENS = 100_000_000_000L;

    /** By hand: see {@link Scope#equals}. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Costs costs
                && requests == costs.requests
                && tokens == costs.tokens
                && images == costs.images
                && nanoUsd == costs.nanoUsd;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(31 * (31 * (31 * requests + tokens) + images) + nanoUsd);
    }

    public static Costs ofTokens(long tokens) {
        return new Costs(1, tokens, 0, 0);
    }

    public long of(Dimension dimension) {
        return switch (dimension) {
            case REQUESTS -> requests;
            case TOKENS -> tokens;
            case IMAGES -> images;
            case NANO_USD -> nanoUsd;
        };
    }

    public Costs minus(Costs other) {
        return new Costs(
                Math.subtractExact(requests, other.requests),
                Math.subtractExact(tokens, other.tokens),
                Math.subtractExact(images, other.images),
                Math.subtractExact(nanoUsd, other.nanoUsd));
    }
}
