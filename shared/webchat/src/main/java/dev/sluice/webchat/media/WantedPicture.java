package dev.sluice.webchat.media;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.Secret;
import dev.sluice.webchat.page.WebJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture that the frontend wants. Its qualities are passed over: they choose among models that
 * it does not name.
 *
 * @param size empty where it says none
 * @param model empty where it names none
 * @param from the provider that the page has chosen; empty where it has none
 * @param given pictures to change
 * @param token says who asks, where the header does not; empty for none
 */
record WantedPicture(
        String prompt, String size, String model, String from, List<String> given, Secret token) {
    WantedPicture {
        given = List.copyOf(given);
    }

    /** One picture changed by a prompt. */
    static WantedPicture of(String prompt, String given) {
        return new WantedPicture(prompt, "", "", "", List.of(given), new Secret(""));
    }

    static WantedPicture read(byte[] body, boolean edits) throws Rejected, IOException {
        String prompt = "";
        String size = "";
        String model = "";
        String from = "";
        List<String> given = new ArrayList<>();
        String token = "";
        try (JsonParser parser = WebJson.FACTORY.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw bad("Invalid JSON in request body");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "prompt", "command", "instruction" -> prompt = text(parser, prompt);
                    case "size" -> size = text(parser, size);
                    case "model" -> model = text(parser, model);
                    case "provider" -> from = text(parser, from);
                    case "accessToken" -> token = text(parser, token);
                    case "image", "images", "imageUrl", "imageUrls", "image_url" ->
                            pictures(parser, given);
                    default -> parser.skipChildren();
                }
            }
        } catch (JsonProcessingException e) {
            throw bad("Invalid JSON in request body");
        }
        if (prompt.isBlank()) {
            throw bad("Missing required field: prompt");
        }
        if (edits && given.isEmpty()) {
            throw bad("Missing required field: image");
        }
        return new WantedPicture(prompt, size, model, from, given, new Secret(token));
    }

    private static String text(JsonParser parser, String before) throws IOException {
        boolean isText = parser.currentToken() == JsonToken.VALUE_STRING;
        parser.skipChildren();
        return isText ? parser.getText() : before;
    }

    /** A text, an object with a {@code url}, or a list of these. */
    private static void pictures(JsonParser parser, List<String> into) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_STRING -> into.add(parser.getText());
            case START_ARRAY -> {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    pictures(parser, into);
                }
            }
            case START_OBJECT -> {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    boolean isUrl = parser.currentName().equals("url");
                    parser.nextToken();
                    if (isUrl) {
                        pictures(parser, into);
                    } else {
                        parser.skipChildren();
                    }
                }
            }
            default -> {}
        }
    }

    /**
     * As OpenAI's door of pictures takes it. The picture comes in the answer: the page draws it on
     * a canvas, which a provider's address does not let it.
     */
    byte[] body(String offered) throws IOException {
        return WebJson.object(
                json -> {
                    json.writeStringField("model", offered);
                    json.writeStringField("prompt", prompt);
                    json.writeStringField("response_format", "b64_json");
                    if (!size.isEmpty()) {
                        json.writeStringField("size", size);
                    }
                    if (!given.isEmpty()) {
                        json.writeArrayFieldStart("images");
                        for (String picture : given) {
                            json.writeString(picture);
                        }
                        json.writeEndArray();
                    }
                });
    }

    private static Rejected bad(String message) {
        return new Rejected(new Rejection.BadRequest(message, null, "INVALID_REQUEST"));
    }
}
