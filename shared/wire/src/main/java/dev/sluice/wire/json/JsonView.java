package dev.sluice.wire.json;

import com.fasterxml.jackson.core.JsonToken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value where it lies in the bytes: members, items and text are read when they are asked
 * for, so that what nobody looks into (schemas, arguments, pictures) is written elsewhere as it
 * came. The array must not change. Immutable.
 *
 * @param start index of the value's first byte
 * @param end index behind its last
 * @param token how it begins
 */
public record JsonView(byte[] bytes, int start, int end, JsonToken token) {

    /**
     * The one value in the bytes.
     *
     * @throws MalformedJson also where they are no UTF-8 text, or there is more behind the value
     */
    public static JsonView of(byte[] bytes) throws MalformedJson {
        int fault = Utf8.firstFault(bytes);
        if (fault >= 0) {
            throw new MalformedJson("it is not UTF-8 text", fault);
        }
        try (JsonCursor cursor = new JsonCursor(bytes, 0, bytes.length)) {
            if (cursor.next() == null) {
                throw new MalformedJson("it is empty", -1);
            }
            JsonView view = here(bytes, cursor);
            cursor.finish();
            return view;
        }
    }

    /** The same value with bytes of its own, which keeps nothing of what stood around it. */
    public JsonView copied() {
        return new JsonView(Arrays.copyOfRange(bytes, start, end), 0, end - start, token);
    }

    private static JsonView here(byte[] bytes, JsonCursor cursor) throws MalformedJson {
        JsonToken token = cursor.token();
        int start = cursor.start();
        return new JsonView(bytes, start, cursor.skipToEnd(), token);
    }

    /**
     * The members of an object in their order; of any other value there are none.
     *
     * @throws MalformedJson where one stands twice: nobody could say which one is meant
     */
    public Map<String, JsonView> members() throws MalformedJson {
        if (!isObject()) {
            return Map.of();
        }
        Map<String, JsonView> members = new LinkedHashMap<>();
        try (JsonCursor cursor = new JsonCursor(bytes, start, end)) {
            cursor.next();
            while (cursor.next() == JsonToken.FIELD_NAME) {
                String name = cursor.name();
                int nameStart = cursor.start();
                cursor.next();
                if (members.put(name, here(bytes, cursor)) != null) {
                    throw new MalformedJson("a member stands twice", nameStart);
                }
            }
            cursor.finish();
        }
        return members;
    }

    /** The items of an array; of any other value there are none. */
    public List<JsonView> items() throws MalformedJson {
        return items(Integer.MAX_VALUE);
    }

    /**
     * The same.
     *
     * @throws MalformedJson where there are more than that
     */
    public List<JsonView> items(int most) throws MalformedJson {
        if (!isArray()) {
            return List.of();
        }
        List<JsonView> items = new ArrayList<>();
        try (JsonCursor cursor = new JsonCursor(bytes, start, end)) {
            cursor.next();
            while (cursor.next() != JsonToken.END_ARRAY) {
                if (items.size() == most) {
                    throw new MalformedJson("more than " + most + " items", cursor.start());
                }
                items.add(here(bytes, cursor));
            }
            cursor.finish();
        }
        return items;
    }

    /** The text of a string; null of any other value. */
    public @Nullable String text() throws MalformedJson {
        if (!isText()) {
            return null;
        }
        for (int i = start + 1; i < end - 1; i++) {
            if (bytes[i] == '\\' || bytes[i] < ' ') {
                return unescaped();
            }
        }
        return new String(bytes, 1 + start, end - start - 2, StandardCharsets.UTF_8);
    }

    private String unescaped() throws MalformedJson {
        try (JsonCursor cursor = new JsonCursor(bytes, start, end)) {
            cursor.next();
            return cursor.text();
        }
    }

    /** UTF-8 bytes of the text of a string, 0 of any other value. */
    public long textBytes() {
        return isText() ? JsonText.textBytes(bytes, start, end) : 0;
    }

    /** The value of an integer that fits; null of any other value. */
    public @Nullable Long integer() throws MalformedJson {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            return null;
        }
        try (JsonCursor cursor = new JsonCursor(bytes, start, end)) {
            cursor.next();
            return cursor.integer();
        }
    }

    public boolean isText() {
        return token == JsonToken.VALUE_STRING;
    }

    public boolean isObject() {
        return token == JsonToken.START_OBJECT;
    }

    public boolean isArray() {
        return token == JsonToken.START_ARRAY;
    }

    public boolean isNull() {
        return token == JsonToken.VALUE_NULL;
    }

    public boolean isBoolean() {
        return token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
    }

    public boolean isTrue() {
        return token == JsonToken.VALUE_TRUE;
    }
}
