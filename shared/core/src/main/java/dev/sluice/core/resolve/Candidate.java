package dev.sluice.core.resolve;

import dev.sluice.core.catalog.Capability;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.Provider;
import java.net.URI;
import org.jspecify.annotations.Nullable;

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

    /**
     * Whether it is a service, at an address that everybody knows, which bills its accounts; else a
     * server of the operator's choice, of whose prices nothing is known.
     */
    public boolean isService() {
        return slot.endpoint().isEmpty() && provider.baseUrl().isPresent();
    }

    /**
     * Whether the model is asked in a language beside chats, by its row or by its slot's settings.
     */
    public boolean isAskedIn(Capability language) {
        return model.capabilities().contains(language)
                || slot.named().isAskedIn(language, model.id());
    }

    /** What tells candidates apart, rather than all that is known of slot and model. */
    @Override
    public int hashCode() {
        return 31 * slot.number() + model.id().hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Candidate candidate
                && candidate.slot.equals(slot)
                && candidate.provider.equals(provider)
                && candidate.model.equals(model);
    }

    public Candidate with(Slot newer) {
        return new Candidate(newer, provider, model);
    }
}
