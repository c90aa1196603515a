package dev.sluice.webchat.page;

import dev.sluice.wire.door.Headers;
import dev.sluice.wire.json.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The frontend's frames: {@code event: NAME}, one line of {@code data:}, a blank line, LF alone.
 * Its parser knows nothing else.
 */
public final class WebEvents {
    /** Of a reply that is made of them: nobody on the way is to keep them. */
    public static final Headers HEADERS =
            Headers.of(
                    "content-type",
                    "text/event-stream; charset=utf-8",
                    "cache-control",
                    "no-cache",
                    "x-accel-buffering",
                    "no");

    private static final byte[] EVENT = ascii("event: ");
    private static final byte[] DATA = ascii("\ndata: ");
    private static final byte[] UNNAMED = ascii("data: ");
    private static final byte[] END = ascii("\n\n");
    private static final byte[] DELTA = ascii("event: delta\ndata: {\"content\":");
    private static final byte[] DELTA_END = ascii("}\n\n");

    private WebEvents() {}

    public static void write(OutputStream out, String name, byte[] json) throws IOException {
        out.write(EVENT);
        out.write(ascii(name));
        out.write(DATA);
        out.write(json);
        out.write(END);
    }

    /** One without a name, as the page of pictures reads them. */
    public static byte[] unnamed(byte[] json) {
        byte[] event = Arrays.copyOf(UNNAMED, UNNAMED.length + json.length + END.length);
        System.arraycopy(json, 0, event, UNNAMED.length, json.length);
        System.arraycopy(END, 0, event, UNNAMED.length + json.length, END.length);
        return event;
    }

    public static void delta(OutputStream out, String content) throws IOException {
        out.write(DELTA);
        out.write(JsonText.quote(content));
        out.write(DELTA_END);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
