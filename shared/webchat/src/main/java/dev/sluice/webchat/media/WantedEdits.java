package dev.sluice.webchat.media;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.webchat.page.WebJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the page wants done to its pictures: {@code
 * {"images":[{"id","url"}],"operations":[{"type","params":{"prompt"}}]}}. Only {@code generate} has
 * a prompt; the others cut, turn and colour pixels.
 */
record WantedEdits(List<Image> images, List<Operation> operations) {
    private static final String GENERATE = "generate";
    private static final int MOST_IMAGES = 20;
    private static final int MOST_OPERATIONS = 10;

    WantedEdits {
        images = List.copyOf(images);
        operations = List.copyOf(operations);
    }

    /** A picture, under the page's name for it. */
    record Image(String id, String url) {}

    /**
     * One step.
     *
     * @param prompt empty where it has none
     */
    record Operation(String type, String prompt) {
        boolean isGenerated() {
            return type.equals(GENERATE) && !prompt.isBlank();
        }

        boolean lacksPrompt() {
            return type.equals(GENERATE) && prompt.isBlank();
        }
    }

    /** Nothing where the body names no operations. */
    static Optional<WantedEdits> read(byte[] body) throws Rejected, IOException {
        List<Image> images = new ArrayList<>();
        List<Operation> operations = new ArrayList<>();
        boolean hasOperations = false;
        try (JsonParser parser = WebJson.FACTORY.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw bad("Invalid JSON in request body");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "images" -> each(parser, () -> images.add(image(parser)));
                    case "operations" -> {
                        hasOperations = true;
                        each(parser, () -> operations.add(operation(parser)));
                    }
                    default -> parser.skipChildren();
                }
            }
        } catch (JsonProcessingException e) {
            throw bad("Invalid JSON in request body");
        }
        if (!hasOperations) {
            return Optional.empty();
        }
        require("images", images.size(), MOST_IMAGES);
        require("operations", operations.size(), MOST_OPERATIONS);
        return Optional.of(new WantedEdits(images, operations));
    }

    private static void require(String name, int count, int most) throws Rejected {
        if (count == 0) {
            throw bad("Invalid request: " + name + " array required");
        }
        if (count > most) {
            throw bad("Invalid request: at most " + most + " " + name + " at once");
        }
    }

    /** Reads an object. */
    @FunctionalInterface
    private interface Reader {
        void read() throws IOException;
    }

    /** Each object of a list; what else is in it is passed over. */
    private static void each(JsonParser parser, Reader object) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                object.read();
            } else {
                parser.skipChildren();
            }
        }
    }

    private static Image image(JsonParser parser) throws IOException {
        String id = "";
        String url = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            String value = text(parser);
            switch (name) {
                case "id" -> id = value;
                case "url" -> url = value;
                default -> {}
            }
        }
        return new Image(id, url);
    }

    private static Operation operation(JsonParser parser) throws IOException {
        String type = "";
        String prompt = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (name.equals("params")) {
                prompt = prompt(parser);
            } else {
                String value = text(parser);
                type = name.equals("type") ? value : type;
            }
        }
        return new Operation(type, prompt);
    }

    private static String prompt(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return "";
        }
        String prompt = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            String value = text(parser);
            prompt = name.equals("prompt") ? value : prompt;
        }
        return prompt;
    }

    /** The next value, if it is a text; else nothing of it. */
    private static String text(JsonParser parser) throws IOException {
        String text = parser.nextToken() == JsonToken.VALUE_STRING ? parser.getText() : "";
        parser.skipChildren();
        return text;
    }

    private static Rejected bad(String message) {
        return new Rejected(new Rejection.BadRequest(message, null, "INVALID_REQUEST"));
    }
}
