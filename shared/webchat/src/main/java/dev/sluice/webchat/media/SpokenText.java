package dev.sluice.webchat.media;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.resolve.Offer;
import dev.sluice.webchat.page.WebJson;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * What the frontend wants read aloud. Rate and pitch are passed over: no model has both.
 *
 * @param voice as the page names it; empty where it names none
 * @param model as the page names it: often one of another provider; empty where it names none
 * @param from the provider that the page has chosen; empty where it has none
 */
record SpokenText(String text, String voice, String model, String from) {
    /** OpenAI's, which the page names whatever the provider. */
    private static final Set<String> OPENAI_VOICES =
            Set.of("alloy", "ash", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer");

    /** A voice of each family, by how its ids begin. */
    private static final Map<String, String> USUAL_VOICES =
            Map.of("canopylabs/", "tara", "cartesia/", "helpful woman", "hexgrad/", "af_heart");

    static SpokenText read(byte[] body) throws Rejected, IOException {
        String text = "";
        String voice = "";
        String model = "";
        String from = "";
        try (JsonParser parser = WebJson.FACTORY.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw bad("Invalid JSON in request body");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                String value = parser.nextToken() == JsonToken.VALUE_STRING ? parser.getText() : "";
                parser.skipChildren();
                switch (name) {
                    case "text" -> text = value;
                    case "voice" -> voice = value;
                    case "model" -> model = value;
                    case "provider" -> from = value;
                    default -> {}
                }
            }
        } catch (JsonProcessingException e) {
            throw bad("Invalid JSON in request body");
        }
        if (text.isBlank()) {
            throw bad("Missing required field: text");
        }
        return new SpokenText(text, voice, model, from);
    }

    /** The voice that was chosen, unless it is one that the model cannot have. */
    String voice(Offer offer) {
        String usual =
                USUAL_VOICES.entrySet().stream()
                        .filter(family -> offer.model().id().startsWith(family.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse("");
        boolean isForeign = voice.isEmpty() || (!usual.isEmpty() && OPENAI_VOICES.contains(voice));
        return isForeign ? usual.isEmpty() ? "alloy" : usual : voice;
    }

    private static Rejected bad(String message) {
        return new Rejected(new Rejection.BadRequest(message, null, "INVALID_REQUEST"));
    }
}
