package dev.sluice.core.settle;

import dev.sluice.core.call.Source;
import dev.sluice.core.resolve.Candidate;

/**
 * Who serves a request: whose account at which provider, and what model.
 *
 * @param source whose account: of a caller's own the cost is 0
 * @param slot its number
 * @param model the provider's id
 */
public record Served(Source source, int slot, String provider, String model) {
    /** By a configured slot. */
    public Served(int slot, String provider, String model) {
        this(Source.SERVER, slot, provider, model);
    }

    /** By this candidate. */
    public static Served by(Candidate candidate) {
        return new Served(
                candidate.slot().source(),
                candidate.slot().number(),
                candidate.provider().name(),
                candidate.model().id());
    }
}
