package dev.sluice.gateway;

import dev.sluice.core.resolve.Slot;
import dev.sluice.core.resolve.Slots;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * Slots without an endpoint of their own, at the base URL that {@code SLUICE_BASE_URL_<TYPE>} gives
 * their type.
 */
record MovedSlots(Slots slots, Map<String, URI> baseUrls) implements Slots {
    @Override
    public List<Slot> current() {
        return moved(slots.current());
    }

    @Override
    public List<Slot> reread() {
        return moved(slots.reread());
    }

    private List<Slot> moved(List<Slot> from) {
        if (baseUrls.isEmpty()) {
            return from;
        }
        return from.stream()
                .map(
                        slot -> {
                            URI baseUrl = baseUrls.get(slot.provider());
                            return baseUrl == null || slot.endpoint().isPresent()
                                    ? slot
                                    : slot.at(baseUrl);
                        })
                .toList();
    }
}
