package dev.sluice.standins;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** The scalars of a JSON text, by field name; of a list the last. */
public final class JsonFields {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonFields() {}

    /** Empty where it is no object. */
    public static Map<String, String> flat(String json) {
        Map<String, String> values = new HashMap<>();
        if (!json.startsWith("{")) {
            return values;
        }
        try (JsonParser parser = JSON.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue() && parser.currentName() != null) {
                    values.put(parser.currentName(), parser.getText());
                } else if (token.isScalarValue()) {
                    values.put(
                            String.valueOf(parser.getParsingContext().getParent().getCurrentName()),
                            parser.getText());
                }
            }
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of the object's own member; empty where it has none, or is no object. */
    static String own(String json, String member) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return "";
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isIt = parser.currentName().equals(member);
                JsonToken value = parser.nextToken();
                if (isIt) {
                    return value == JsonToken.VALUE_STRING ? parser.getText() : "";
                }
                parser.skipChildren();
            }
            return "";
        } catch (IOException e) {
            return "";
        }
    }

    /** As a JSON string. */
    public static String text(String value) {
        return '"'
                + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\u001b", "\\u001b")
                + '"';
    }
}
