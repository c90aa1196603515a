package dev.sluice.wire.sse;

import dev.sluice.wire.json.JsonOut;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Frames what a client gets. Writes in small pieces and never flushes: give it a buffered stream
 * and flush once an event.
 */
public final class SseWriter {
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] EVENT = ascii("event: ");
    private static final byte[] END = ascii("\n\n");
    private static final byte[] DONE = ascii("data: [DONE]\n\n");
    private static final byte[] KEEP_ALIVE = ascii(": keep-alive\n\n");

    private SseWriter() {}

    /** The name of an event, before {@link #begin}: it must have no CR or LF. */
    public static void name(OutputStream out, String name) throws IOException {
        out.write(EVENT);
        out.write(ascii(name));
        out.write('\n');
    }

    /** Starts an event; the caller writes one line of data and then {@link #end}. */
    public static void begin(OutputStream out) throws IOException {
        out.write(DATA);
    }

    /** The same of an event with a name, to be put together before it is written. */
    public static JsonOut begin(JsonOut event, String name) {
        return event.raw("event: ").raw(name).raw("\ndata: ");
    }

    public static void end(OutputStream out) throws IOException {
        out.write(END);
    }

    /** One event of one line: the data must have no CR or LF. */
    public static void data(OutputStream out, byte[] line) throws IOException {
        begin(out);
        out.write(line);
        end(out);
    }

    public static void done(OutputStream out) throws IOException {
        out.write(DONE);
    }

    public static void keepAlive(OutputStream out) throws IOException {
        out.write(KEEP_ALIVE);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
