package dev.sluice.wire.messages;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import java.util.Set;

/**
 * A schema that Anthropic holds an answer to, or a call's arguments. It takes a part of JSON Schema
 * and refuses the rest: objects are to say that there is nothing else in them, and the bounds of
 * values have no words. Those are told in the description, as Anthropic's own SDKs tell them, so
 * that the model knows of them. For one schema.
 */
final class HeldSchema {
    private static final Set<String> BOUNDS =
            Set.of(
                    "minimum",
                    "maximum",
                    "exclusiveMinimum",
                    "exclusiveMaximum",
                    "multipleOf",
                    "minLength",
                    "maxLength",
                    "maxItems",
                    "uniqueItems",
                    "minProperties",
                    "maxProperties");

    private static final Set<String> FORMATS =
            Set.of(
                    "date-time",
                    "time",
                    "date",
                    "duration",
                    "email",
                    "hostname",
                    "uri",
                    "ipv4",
                    "ipv6",
                    "uuid");

    private static final Set<String> OF_ONE = Set.of("items");
    private static final Set<String> OF_SEVERAL = Set.of("anyOf", "oneOf", "allOf", "prefixItems");
    private static final Set<String> OF_NAMED = Set.of("properties", "$defs", "definitions");

    private final byte[] bytes;
    private final JsonCursor cursor;
    private final JsonOut out;

    private HeldSchema(byte[] bytes, JsonCursor cursor, JsonOut out) {
        this.bytes = bytes;
        this.cursor = cursor;
        this.out = out;
    }

    static void write(JsonOut out, JsonView schema) throws MalformedJson {
        try (JsonCursor cursor = new JsonCursor(schema.bytes(), schema.start(), schema.end())) {
            cursor.next();
            new HeldSchema(schema.bytes(), cursor, out).schema();
        }
    }

    private void schema() throws MalformedJson {
        if (!cursor.at(JsonToken.START_OBJECT)) {
            asItIs();
            return;
        }
        out.raw("{");
        JsonOut about = new JsonOut(64);
        StringBuilder bounds = new StringBuilder();
        boolean hasProperties = false;
        boolean saysWhatElse = false;
        while (cursor.next() == JsonToken.FIELD_NAME) {
            String name = cursor.name();
            int start = cursor.start();
            int end = cursor.end(start);
            cursor.next();
            if (isBound(name)) {
                bounds.append(bounds.isEmpty() ? "" : ", ").append(name).append(": ");
                bounds.append(cursor.skippedText());
            } else if (name.equals("description") && cursor.at(JsonToken.VALUE_STRING)) {
                about.raw(bytes, cursor.start() + 1, cursor.skipToEnd() - 1);
            } else {
                hasProperties |= name.equals("properties");
                saysWhatElse |= name.equals("additionalProperties");
                member(name, start, end);
            }
        }
        if (hasProperties && !saysWhatElse) {
            out.name("additionalProperties").raw("false");
        }
        description(about, bounds.toString());
        out.raw("}");
    }

    private boolean isBound(String name) throws MalformedJson {
        return switch (name) {
            case "minItems" -> {
                Long least = cursor.integer();
                yield least == null || least > 1;
            }
            case "format" -> cursor.at(JsonToken.VALUE_STRING) && !FORMATS.contains(cursor.text());
            default -> BOUNDS.contains(name) && !cursor.at(JsonToken.START_OBJECT);
        };
    }

    private void member(String name, int start, int end) throws MalformedJson {
        if (name.equals("oneOf")) {
            out.name("anyOf"); // of which it has the one
        } else {
            out.item().raw(bytes, start, end).raw(":");
        }
        if (OF_ONE.contains(name)) {
            schema();
        } else if (OF_SEVERAL.contains(name) && cursor.at(JsonToken.START_ARRAY)) {
            out.raw("[");
            while (cursor.next() != JsonToken.END_ARRAY) {
                out.item();
                schema();
            }
            out.raw("]");
        } else if (OF_NAMED.contains(name) && cursor.at(JsonToken.START_OBJECT)) {
            named();
        } else {
            asItIs();
        }
    }

    private void named() throws MalformedJson {
        out.raw("{");
        while (cursor.next() == JsonToken.FIELD_NAME) {
            int start = cursor.start();
            out.item().raw(bytes, start, cursor.end(start)).raw(":");
            cursor.next();
            schema();
        }
        out.raw("}");
    }

    private void asItIs() throws MalformedJson {
        int start = cursor.start();
        out.raw(bytes, start, cursor.skipToEnd());
    }

    private void description(JsonOut about, String bounds) {
        if (about.isEmpty() && bounds.isEmpty()) {
            return;
        }
        out.name("description").raw("\"").raw(about);
        if (!bounds.isEmpty()) {
            byte[] quoted = JsonText.quote(bounds);
            out.raw(about.isEmpty() ? "" : "\\n\\n").raw(quoted, 1, quoted.length - 1);
        }
        out.raw("\"");
    }
}
