package dev.sluice.wire.sound;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was heard, as OpenAI's {@code verbose_json} and the shorter {@code json} tell it.
 *
 * @param text all of it
 * @param seconds how long the sound is; negative where that is not told
 * @param cues what was said when, in order
 */
public record Transcript(String text, double seconds, List<Cue> cues) {

    /** What was said from one second to another. */
    public record Cue(double fromSeconds, double toSeconds, String text) {}

    public Transcript {
        cues = List.copyOf(cues);
    }

    /** Reads one; null where the bytes are none. */
    public static @Nullable Transcript read(byte[] json) {
        try (JsonCursor cursor = new JsonCursor(json, 0, json.length)) {
            return cursor.next() == JsonToken.START_OBJECT ? new Reader().read(cursor) : null;
        } catch (MalformedJson e) {
            return null;
        }
    }

    /** The cues; where none are told all of the text is one. */
    public List<Cue> cuesOrOne() {
        return cues.isEmpty() ? List.of(new Cue(0, Math.max(0, seconds), text)) : cues;
    }

    private static final class Reader {
        private static final double UNKNOWN = -1;

        private final List<Cue> cues = new ArrayList<>();
        private @Nullable String text;
        private double seconds = UNKNOWN;

        @Nullable Transcript read(JsonCursor cursor) throws MalformedJson {
            while (cursor.next() != JsonToken.END_OBJECT) {
                String name = cursor.name();
                JsonToken token = cursor.next();
                if (name.equals("text") && token == JsonToken.VALUE_STRING) {
                    text = cursor.text();
                } else if (name.equals("duration")) {
                    seconds = number(cursor);
                } else if (name.equals("segments") && token == JsonToken.START_ARRAY) {
                    cues(cursor);
                } else if (name.equals("usage") && token == JsonToken.START_OBJECT) {
                    usage(cursor);
                } else {
                    cursor.skip();
                }
            }
            cursor.finish();
            return text == null ? null : new Transcript(text, seconds, cues);
        }

        private void cues(JsonCursor cursor) throws MalformedJson {
            while (cursor.next() != JsonToken.END_ARRAY) {
                if (cursor.at(JsonToken.START_OBJECT)) {
                    cues.add(cue(cursor));
                } else {
                    cursor.skip();
                }
            }
        }

        private static Cue cue(JsonCursor cursor) throws MalformedJson {
            double from = 0;
            double to = 0;
            String said = "";
            while (cursor.next() != JsonToken.END_OBJECT) {
                String name = cursor.name();
                JsonToken token = cursor.next();
                if (name.equals("start")) {
                    from = number(cursor);
                } else if (name.equals("end")) {
                    to = number(cursor);
                } else if (name.equals("text") && token == JsonToken.VALUE_STRING) {
                    said = cursor.text();
                } else {
                    cursor.skip();
                }
            }
            return new Cue(Math.max(0, from), Math.max(0, to), said.strip());
        }

        /** {@code {"type":"duration","seconds":9}}: the duration where nothing else tells it. */
        private void usage(JsonCursor cursor) throws MalformedJson {
            while (cursor.next() != JsonToken.END_OBJECT) {
                String name = cursor.name();
                cursor.next();
                if (name.equals("seconds") && seconds < 0) {
                    seconds = number(cursor);
                } else {
                    cursor.skip();
                }
            }
        }

        /** A number, or a text that is one; else -1. */
        private static double number(JsonCursor cursor) throws MalformedJson {
            boolean isScalar =
                    cursor.at(JsonToken.VALUE_NUMBER_INT)
                            || cursor.at(JsonToken.VALUE_NUMBER_FLOAT)
                            || cursor.at(JsonToken.VALUE_STRING);
            if (!isScalar) {
                cursor.skip();
                return UNKNOWN;
            }
            try {
                double number = Double.parseDouble(cursor.text());
                return Double.isFinite(number) ? number : UNKNOWN;
            } catch (NumberFormatException e) {
                return UNKNOWN;
            }
        }
    }
}
