package dev.sluice.webchat.listing;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.resolve.Offer;
import dev.sluice.core.resolve.Slot;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What the server can do for a visitor, as the frontend asks for it: its page speaks by the server
 * and shows what makes pictures only where this says so.
 */
public final class Features {
    private Features() {}

    /**
     * Writes the members of it.
     *
     * @param slots those that serve the visitor
     * @param offers what they serve
     */
    public static void write(JsonGenerator json, List<Slot> slots, List<Offer> offers)
            throws IOException {
        json.writeObjectFieldStart("ttsCapabilities");
        json.writeBooleanField("browser", true);
        for (String provider : speaking(offers)) {
            json.writeBooleanField(provider, true);
        }
        json.writeEndObject();
        json.writeFieldName("providerCapabilities");
        ProvidersDoor.write(json, slots);
        json.writeObjectFieldStart("features");
        json.writeBooleanField("chat", !slots.isEmpty());
        has(json, "imageGeneration", offers, offer -> isPicture(offer, "text-to-image"));
        has(json, "imageEditing", offers, offer -> isPicture(offer, "image-to-image"));
        json.writeBooleanField("imageEditingBasic", false);
        has(json, "transcription", offers, offer -> is(offer, ModelKind.TRANSCRIPTION));
        has(json, "textToSpeech", offers, offer -> is(offer, ModelKind.SPEECH));
        for (String other : List.of("embeddings", "webSearch", "proxy")) {
            json.writeBooleanField(other, false);
        }
        json.writeEndObject();
        json.writeArrayFieldStart("availableEmbeddings");
        json.writeEndArray();
        json.writeObjectFieldStart("providerAvailability");
        for (String type : new TreeSet<>(slots.stream().map(Slot::provider).toList())) {
            json.writeObjectFieldStart(type);
            json.writeBooleanField("hasApiKey", true);
            json.writeBooleanField("supportsEmbeddings", false);
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static SortedSet<String> speaking(List<Offer> offers) {
        SortedSet<String> providers = new TreeSet<>();
        for (Offer offer : offers) {
            if (is(offer, ModelKind.SPEECH)) {
                providers.add(offer.provider().name());
            }
        }
        return providers;
    }

    private static void has(
            JsonGenerator json, String feature, List<Offer> offers, Predicate<Offer> isIt)
            throws IOException {
        json.writeBooleanField(feature, offers.stream().anyMatch(isIt));
    }

    private static boolean is(Offer offer, ModelKind kind) {
        return offer.model().kind() == kind;
    }

    private static boolean isPicture(Offer offer, String category) {
        return is(offer, ModelKind.IMAGE) && offer.model().category().equals(category);
    }
}
