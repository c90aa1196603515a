package dev.sluice.wire.openai.answer;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;

/** Decodes the text of a chunk, for clients that get it in another form than OpenAI's. */
final class DeltaText {
    private DeltaText() {}

    /** {@code choices[i].delta.content} of the choice with index 0; empty where there is none. */
    static String of(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder();
        try (JsonCursor cursor = new JsonCursor(bytes, from, to)) {
            cursor.next();
            while (cursor.next() == JsonToken.FIELD_NAME) {
                boolean choices = cursor.name().equals("choices");
                if (cursor.promised() == JsonToken.START_ARRAY && choices) {
                    while (cursor.promised() == JsonToken.START_OBJECT) {
                        text.append(choice(cursor));
                    }
                } else {
                    cursor.skip();
                }
            }
        } catch (MalformedJson e) {
            throw new IllegalStateException("the chunk was read before", e);
        }
        return text.toString();
    }

    private static String choice(JsonCursor cursor) throws MalformedJson {
        String text = "";
        boolean first = true;
        while (cursor.next() == JsonToken.FIELD_NAME) {
            String name = cursor.name();
            JsonToken token = cursor.promised();
            if (name.equals("index")) {
                Long index = cursor.integer();
                first = index == null || index == 0;
            } else if (name.equals("delta") && token == JsonToken.START_OBJECT) {
                text = delta(cursor);
                continue;
            }
            cursor.skip();
        }
        return first ? text : "";
    }

    private static String delta(JsonCursor cursor) throws MalformedJson {
        String text = "";
        while (cursor.next() == JsonToken.FIELD_NAME) {
            boolean content = cursor.name().equals("content");
            JsonToken token = cursor.promised();
            if (content && token == JsonToken.VALUE_STRING) {
                text = cursor.text();
            } else if (content && token == JsonToken.START_ARRAY) {
                text = parts(cursor);
                continue;
            }
            cursor.skip();
        }
        return text;
    }

    /** Mistral's models that think give a list of parts. */
    private static String parts(JsonCursor cursor) throws MalformedJson {
        StringBuilder text = new StringBuilder();
        while (cursor.promised() != JsonToken.END_ARRAY) {
            if (!cursor.at(JsonToken.START_OBJECT)) {
                cursor.skip();
                continue;
            }
            while (cursor.next() == JsonToken.FIELD_NAME) {
                boolean isText = cursor.name().equals("text");
                if (cursor.promised() == JsonToken.VALUE_STRING && isText) {
                    text.append(cursor.text());
                }
                cursor.skip();
            }
        }
        return text.toString();
    }
}
