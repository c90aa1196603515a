package dev.sluice.wire.messages;

import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.sse.SseWriter;
import java.io.IOException;
import java.io.OutputStream;

/** One event of a message: clients drop it without its name. */
final class Event {
    private Event() {}

    static void write(OutputStream out, String name, JsonOut data) throws IOException {
        SseWriter.name(out, name);
        SseWriter.begin(out);
        data.writeTo(out);
        SseWriter.end(out);
    }
}
