package dev.sluice.devkit;

import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.resolve.Offer;
import dev.sluice.core.resolve.Offers;
import dev.sluice.core.resolve.Slots;
import java.util.List;

/**
 * The model in the line that a newcomer pastes: one that is served.
 *
 * @param name what to ask for
 * @param isToBeNamed whether the newcomer has to put a model's name in, for no list has one
 */
record PastedModel(String name, boolean isToBeNamed) {
    private static final String GENERAL = "general";
    private static final Caller ANYBODY = new Caller("local", List.of(), List.of());

    /**
     * {@code general} where a slot serves it, else the first chat model that its provider has not
     * given notice of, else one that is yet to be named.
     *
     * @param slots at least one
     */
    static PastedModel of(Offers offers, Slots slots) {
        try {
            return new PastedModel(offers.one(ANYBODY, GENERAL).name(), false);
        } catch (Rejected e) {
            return offers.all(ANYBODY).stream()
                    .filter(offer -> offer.model().kind() == ModelKind.CHAT)
                    .filter(offer -> offer.model().deprecatedOn().isEmpty())
                    .map(Offer::name)
                    .findFirst()
                    .map(name -> new PastedModel(name, false))
                    .orElseGet(() -> toBeNamed(slots));
        }
    }

    private static PastedModel toBeNamed(Slots slots) {
        return new PastedModel(slots.current().getFirst().provider() + "/MODEL", true);
    }
}
