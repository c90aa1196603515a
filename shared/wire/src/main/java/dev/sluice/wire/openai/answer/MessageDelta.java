package dev.sluice.wire.openai.answer;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Patched;
import java.nio.charset.StandardCharsets;

/** A whole answer's message as a delta: the same, its tool calls with the index they need there. */
final class MessageDelta {
    private MessageDelta() {}

    /** Of the object that the cursor is at; moves to its end. */
    static String of(JsonCursor cursor, byte[] bytes) throws MalformedJson {
        int start = cursor.start();
        Edits edits = new Edits();
        while (cursor.next() != JsonToken.END_OBJECT) {
            boolean calls = cursor.name().equals("tool_calls");
            if (cursor.promised() == JsonToken.START_ARRAY && calls) {
                index(cursor, edits);
            } else {
                cursor.skip();
            }
        }
        int end = cursor.end(cursor.start());
        return new String(
                new Patched(bytes, start, end, edits).toByteArray(), StandardCharsets.UTF_8);
    }

    private static void index(JsonCursor cursor, Edits edits) throws MalformedJson {
        for (int i = 0; cursor.promised() != JsonToken.END_ARRAY; i++) {
            int inside = cursor.start() + 1;
            boolean isCall = cursor.at(JsonToken.START_OBJECT);
            boolean hasIndex = false;
            boolean isEmpty = true;
            while (isCall && cursor.next() != JsonToken.END_OBJECT) {
                isEmpty = false;
                hasIndex |= cursor.name().equals("index");
                cursor.promised();
                cursor.skip();
            }
            if (isCall && !hasIndex) {
                String member = "\"index\":" + i + (isEmpty ? "" : ",");
                edits.insert(inside, member.getBytes(StandardCharsets.US_ASCII));
            } else if (!isCall) {
                cursor.skip();
            }
        }
    }
}
