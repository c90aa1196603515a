package dev.sluice.wire.openai.request;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.MalformedJson;
import org.jspecify.annotations.Nullable;

/**
 * How much a JSON value says.
 *
 * @param textBytes UTF-8 bytes of all its strings, names of members left out
 * @param integers how many there are in it
 */
record Weight(long textBytes, long integers) {

    /**
     * Of the value between these places.
     *
     * @throws IllegalStateException it is no JSON
     */
    static Weight of(byte[] bytes, int from, int to) {
        long textBytes = 0;
        long integers = 0;
        try (JsonCursor cursor = new JsonCursor(bytes, from, to)) {
            for (@Nullable JsonToken token = cursor.next(); token != null; token = cursor.next()) {
                if (token == JsonToken.VALUE_STRING) {
                    int start = cursor.start();
                    textBytes += JsonText.textBytes(bytes, start, cursor.end(start));
                } else if (token == JsonToken.VALUE_NUMBER_INT) {
                    integers++;
                }
            }
        } catch (MalformedJson e) {
            throw new IllegalStateException("the body was read before", e);
        }
        return new Weight(textBytes, integers);
    }
}
