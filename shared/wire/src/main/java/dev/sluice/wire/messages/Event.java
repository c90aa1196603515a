package dev.sluice.wire.messages;

import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.sse.SseWriter;
import java.io.IOException;
import java.io.OutputStream;

/** One event of a message: clients drop it without its name. */
final class Event {
    private Event() {}

    /** Its data is to follow. */
    static JsonOut begin(JsonOut event, String name) {
        event.clear();
        return SseWriter.begin(event, name);
    }

    /** Behind its data. */
    static void write(OutputStream out, JsonOut begun) throws IOException {
        begun.raw("\n\n").writeTo(out);
    }

    /** All of it at once. */
    static void write(OutputStream out, String name, JsonOut data) throws IOException {
        write(out, begin(new JsonOut(data.size() + name.length() + 32), name).raw(data));
    }
}
