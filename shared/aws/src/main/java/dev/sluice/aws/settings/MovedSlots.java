package dev.sluice.aws.settings;

import dev.sluice.core.resolve.Slot;
import dev.sluice.core.resolve.Slots;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Slots without an endpoint of their own, at the base URL that {@code SLUICE_BASE_URL_<TYPE>} gives
 * their type.
 */
public record MovedSlots(Slots slots, Map<String, URI> baseUrls) implements Slots {
    private static final String BEDROCK = "bedrock";

    /** Bedrock, unless it is moved too, is that of the process's region. */
    public static MovedSlots of(
            Slots slots, Map<String, URI> baseUrls, Map<String, String> environment) {
        String region = environment.getOrDefault("AWS_REGION", "").strip();
        Map<String, URI> urls = new HashMap<>(baseUrls);
        if (region.matches("[a-z]{2}(-[a-z]+)+-[0-9]")) {
            urls.putIfAbsent(
                    BEDROCK, URI.create("https://bedrock-mantle." + region + ".api.aws/v1"));
        }
        return new MovedSlots(slots, Map.copyOf(urls));
    }

    @Override
    public List<Slot> current() {
        return moved(slots.current());
    }

    @Override
    public List<Slot> reread() {
        return moved(slots.reread());
    }

    @Override
    public void readAhead() {
        slots.readAhead();
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
