package dev.sluice.core.catalog;

import org.jspecify.annotations.Nullable;

/**
 * Names one row of the catalog: the same id may be served by several providers at several prices.
 */
public record ModelRef(String provider, String id) {

    /**
     * By hand, as {@link #hashCode}: what a record brings is linked at its first use, which costs a
     * cold start a tenth of its time, and this is the key of the catalog's map.
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ModelRef ref && ref.id.equals(id) && ref.provider.equals(provider);
    }

    @Override
    public int hashCode() {
        return 31 * provider.hashCode() + id.hashCode();
    }

    @Override
    public String toString() {
        return provider + "/" + id;
    }
}
