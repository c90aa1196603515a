package dev.sluice.wire.messages;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether OpenAI takes a schema as a strict one: each object in it requires all of its properties
 * and has no others, and some words do not stand in it. One that Anthropic holds an answer to may
 * have optional properties; said to be strict, it is an error at OpenAI's. For one schema.
 */
final class StrictSchema {
    private static final Set<String> WORDS_OF_OTHERS =
            Set.of("allOf", "oneOf", "not", "if", "patternProperties", "default");

    private final JsonCursor cursor;
    private boolean isOne = true;

    private StrictSchema(JsonCursor cursor) {
        this.cursor = cursor;
    }

    static boolean isOne(JsonView schema) throws MalformedJson {
        try (JsonCursor cursor = new JsonCursor(schema.bytes(), schema.start(), schema.end())) {
            cursor.next();
            StrictSchema read = new StrictSchema(cursor);
            read.schema();
            return read.isOne;
        }
    }

    private void schema() throws MalformedJson {
        if (!cursor.at(JsonToken.START_OBJECT)) {
            cursor.skip();
            return;
        }
        Set<String> properties = new HashSet<>();
        Set<String> required = new HashSet<>();
        boolean isObject = false;
        boolean isClosed = false;
        while (cursor.next() == JsonToken.FIELD_NAME) {
            String name = cursor.name();
            cursor.next();
            isOne &= !WORDS_OF_OTHERS.contains(name);
            switch (name) {
                case "type" -> isObject |= cursor.skippedText().contains("\"object\"");
                case "properties" -> {
                    isObject = true;
                    named(properties);
                }
                case "required" -> texts(required);
                case "additionalProperties" -> isClosed = cursor.skippedText().equals("false");
                case "$defs", "definitions" -> named(new HashSet<>());
                case "items", "anyOf" -> schemas();
                default -> cursor.skip();
            }
        }
        isOne &= !isObject || (isClosed && required.containsAll(properties));
    }

    private void schemas() throws MalformedJson {
        if (!cursor.at(JsonToken.START_ARRAY)) {
            schema();
            return;
        }
        while (cursor.next() != JsonToken.END_ARRAY) {
            schema();
        }
    }

    private void named(Set<String> names) throws MalformedJson {
        if (!cursor.at(JsonToken.START_OBJECT)) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.FIELD_NAME) {
            names.add(cursor.name());
            cursor.next();
            schema();
        }
    }

    private void texts(Set<String> texts) throws MalformedJson {
        if (!cursor.at(JsonToken.START_ARRAY)) {
            cursor.skip();
            return;
        }
        while (cursor.next() != JsonToken.END_ARRAY) {
            if (cursor.at(JsonToken.VALUE_STRING)) {
                texts.add(cursor.text());
            }
            cursor.skip();
        }
    }
}
