package dev.sluice.deploy.smoke;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/** Reads what {@code GET /v1/models} answers. */
final class ModelList {
    private static final JsonFactory JSON = new JsonFactory();

    private ModelList() {}

    /** The first chat model that its provider has not given notice of; empty for none. */
    static Optional<String> firstChat(String json) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.START_ARRAY
                        && "data".equals(parser.currentName())) {
                    return firstChat(parser);
                }
            }
            return Optional.empty();
        }
    }

    private static Optional<String> firstChat(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            String id = "";
            boolean chat = false;
            boolean leaves = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "id" -> id = parser.getValueAsString("");
                    case "type" -> chat = "chat".equals(parser.getValueAsString(""));
                    case "deprecated_on" -> leaves = true;
                    default -> parser.skipChildren();
                }
            }
            if (chat && !leaves && !id.isEmpty()) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }
}
