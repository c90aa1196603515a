package dev.sluice.core.catalog;

/**
 * Names one row of the catalog: the same id may be served by several providers at several prices.
 */
public record ModelRef(String provider, String id) {

    @Override
    public String toString() {
        return provider + "/" + id;
    }
}
