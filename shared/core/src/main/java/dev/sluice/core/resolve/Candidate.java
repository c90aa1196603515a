package dev.sluice.core.resolve;

import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.Provider;
import java.net.URI;

/** A slot that can serve a model: what is tried, one after the other. */
public record Candidate(Slot slot, Provider provider, Model model) {

    /** The base URL: the slot's or the catalog's, never a caller's. */
    public URI baseUrl() {
        return slot.endpoint()
                .or(provider::baseUrl)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "slot "
                                                + slot.number()
                                                + " of type "
                                                + provider.name()
                                                + " has no endpoint"));
    }

    public Candidate with(Slot newer) {
        return new Candidate(newer, provider, model);
    }
}
