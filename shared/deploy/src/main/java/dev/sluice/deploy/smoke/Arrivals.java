package dev.sluice.deploy.smoke;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of one stream and when they came.
 *
 * @param eventNanos since the request was sent, one an event
 * @param error the data of an error event; empty for none
 * @param ended whether {@code [DONE]} came
 */
record Arrivals(List<Long> eventNanos, String error, boolean ended) {

    /**
     * Reads to the end.
     *
     * @param startNanos when the request was sent, of {@link System#nanoTime()}
     */
    static Arrivals read(InputStream stream, long startNanos) throws IOException {
        Reader reader = new Reader();
        byte[] piece = new byte[16_384];
        int bytes = stream.read(piece);
        while (bytes >= 0) {
            long atNanos = System.nanoTime() - startNanos;
            for (int i = 0; i < bytes; i++) {
                reader.take(piece[i], atNanos);
            }
            bytes = stream.read(piece);
        }
        return new Arrivals(List.copyOf(reader.eventNanos), reader.error, reader.ended);
    }

    private static final class Reader {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private final List<Long> eventNanos = new ArrayList<>();
        private String error = "";
        private boolean ended;

        void take(byte next, long atNanos) {
            if (next != '\n') {
                line.write(next);
                return;
            }
            String text = line.toString(StandardCharsets.UTF_8).strip();
            line.reset();
            if (text.startsWith("data:")) {
                data(text.substring("data:".length()).strip(), atNanos);
            }
        }

        private void data(String data, long atNanos) {
            if (data.equals("[DONE]")) {
                ended = true;
            } else if (SmokeErrorText.isError(data)) {
                error = SmokeErrorText.of(data);
            } else {
                eventNanos.add(atNanos);
            }
        }
    }
}
