package dev.sluice.wire.catalog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamReadException;
import dev.sluice.core.catalog.CatalogException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a small JSON file whole, into maps, lists, strings, longs and booleans.
 *
 * <p>Stricter than JSON: no null, no key twice, and no fraction, so that no price can pass through
 * a {@code double} (they are strings).
 */
final class JsonTree {

    private static final JsonFactory JSON = new JsonFactory();

    private final String file;
    private final JsonParser parser;

    private JsonTree(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    static Map<String, Object> readObject(String file, InputStream in) throws IOException {
        try (JsonParser parser = JSON.createParser(in)) {
            JsonTree tree = new JsonTree(file, parser);
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw tree.refused("must be an object");
            }
            Map<String, Object> object = tree.object();
            if (parser.nextToken() != null) {
                throw tree.refused("must end after the object");
            }
            return object;
        } catch (StreamReadException malformed) {
            String line = "line " + malformed.getLocation().getLineNr();
            throw new CatalogException(file, line, malformed.getOriginalMessage());
        }
    }

    private Map<String, Object> object() throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (fields.put(name, value(parser.nextToken())) != null) {
                throw refused("field \"" + name + "\" is there twice");
            }
        }
        return fields;
    }

    private List<Object> array() throws IOException {
        List<Object> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            items.add(value(token));
        }
        return items;
    }

    private Object value(JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw refused(token + " is not allowed; a price is a string");
        };
    }

    private CatalogException refused(String rule) {
        return new CatalogException(file, "line " + parser.currentLocation().getLineNr(), rule);
    }
}
