package dev.sluice.deploy.smoke;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Finds the error in an answer of OpenAI's shape. */
final class SmokeErrorText {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST = 300;

    private SmokeErrorText() {}

    static boolean isError(String json) {
        return json.contains("\"error\"") && !message(json).isEmpty();
    }

    /** For a terminal: one line, no control characters. */
    static String of(String text) {
        String message = message(text);
        String line = (message.isEmpty() ? text : message).replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    private static String message(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return "";
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("error") && value == JsonToken.START_OBJECT) {
                    return inner(parser);
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            // not JSON: no message of ours
        }
        return "";
    }

    private static String inner(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("message")) {
                return parser.getValueAsString("an error without a message");
            }
            parser.skipChildren();
        }
        return "an error without a message";
    }
}
