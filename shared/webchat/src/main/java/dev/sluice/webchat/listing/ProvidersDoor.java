package dev.sluice.webchat.listing;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.resolve.Slot;
import dev.sluice.core.resolve.Slots;
import dev.sluice.webchat.page.WebJson;
import dev.sluice.wire.api.Visit;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.util.List;

/**
 * {@code GET /providers}: which providers the server has. For everybody, so it tells no key, no
 * endpoint and no limit.
 */
public final class ProvidersDoor {
    private final Slots slots;

    public ProvidersDoor(Slots slots) {
        this.slots = slots;
    }

    public void list(Visit visit) throws IOException {
        List<Slot> current = slots.current();
        visit.json(
                200,
                Headers.of("cache-control", "no-store"),
                WebJson.object(
                        json -> {
                            json.writeNumberField("count", current.size());
                            json.writeFieldName("providers");
                            write(json, current);
                        }));
    }

    static void write(JsonGenerator json, List<Slot> slots) throws IOException {
        json.writeStartArray();
        for (Slot slot : slots) {
            json.writeStartObject();
            json.writeStringField("id", "env-provider-" + slot.number());
            json.writeStringField("type", slot.provider());
            json.writeBooleanField("enabled", true);
            json.writeStringField("source", "environment");
            json.writeNumberField("priority", slot.priority());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
