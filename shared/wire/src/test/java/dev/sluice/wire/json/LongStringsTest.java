package dev.sluice.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonToken;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the parser does not read itself is where it would have found it. */
class LongStringsTest {
    private static final int CASES = 300;

    /** A token, where it begins and ends, and its text. */
    private record Seen(JsonToken token, int start, int end, String text) {}

    private static String text(SplittableRandom random) {
        int length = random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(20);
        String inside = random.nextInt(5) == 0 ? "\\\"" : random.nextInt(5) == 0 ? "é" : "";
        return "\"" + "A".repeat(length) + inside + "b".repeat(random.nextInt(6_000)) + "\"";
    }

    private static String value(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth > 3 ? 3 : 6)) {
            case 0, 1 -> text(random);
            case 2 -> Long.toString(random.nextLong());
            case 3 -> "[" + value(random, depth + 1) + ", " + value(random, depth + 1) + "]";
            case 4 -> "[0.5," + "1.25,".repeat(random.nextInt(3_000)) + " -7e2]";
            default ->
                    "{\"a\": "
                            + value(random, depth + 1)
                            + ",\"b\" :"
                            + value(random, depth + 1)
                            + "}";
        };
    }

    /**
     * Walks it all.
     *
     * @param ends whether the end of a string is asked for before its text, if its text is asked
     *     for
     */
    private static List<Seen> walk(byte[] json, boolean ends, boolean texts) throws MalformedJson {
        List<Seen> seen = new ArrayList<>();
        try (JsonCursor cursor = new JsonCursor(json, 0, json.length)) {
            for (JsonToken token = cursor.next(); token != null; token = cursor.next()) {
                int early = ends ? cursor.end(cursor.start()) : -1;
                boolean isText = texts && token == JsonToken.VALUE_STRING;
                String text = isText ? cursor.text() : "";
                if (!ends && token == JsonToken.VALUE_STRING) {
                    cursor.skip();
                }
                int start = cursor.start();
                seen.add(new Seen(token, start, cursor.end(start), text));
                assertThat(early < 0 || early == seen.getLast().end()).isTrue();
            }
            cursor.finish();
        }
        return seen;
    }

    @Test
    void tokensAreTheSameWhicheverWayTheyAreRead() throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < CASES; i++) {
            byte[] json =
                    ("{\"x\":" + value(random, 0) + ",\"y\":" + value(random, 0) + "}")
                            .getBytes(UTF_8);
            List<Seen> plain = walk(json, false, true);
            assertThat(walk(json, true, true)).isEqualTo(plain);
            List<Seen> untold = walk(json, true, false);
            assertThat(walk(json, false, false)).isEqualTo(untold);
            for (int k = 0; k < plain.size(); k++) {
                Seen seen = plain.get(k);
                assertThat(untold.get(k).start()).isEqualTo(seen.start());
                if (seen.token() == JsonToken.VALUE_STRING) {
                    String raw = new String(json, seen.start(), seen.end() - seen.start(), UTF_8);
                    assertThat(raw.substring(1, raw.length() - 1).replace("\\\"", "\""))
                            .isEqualTo(seen.text());
                }
            }
        }
    }

    @Test
    void aListOfNumbersEndsWhereItEnds() throws Exception {
        String numbers = "[1, 2.5 ," + "3,".repeat(9_000) + "4e1 ]";
        byte[] json =
                ("{\"v\":" + numbers + ",\"w\":[1,null],\"x\":\"" + "y".repeat(9_000) + "\"}")
                        .getBytes(UTF_8);
        try (JsonCursor cursor = new JsonCursor(json, 0, json.length)) {
            cursor.next();
            cursor.next();
            cursor.next();
            NumberList list = cursor.numbers(false);
            assertThat(list).isNotNull();
            assertThat(list.count()).isEqualTo(9_003);
            assertThat(cursor.token()).isEqualTo(JsonToken.END_ARRAY);
            assertThat(json[cursor.start()]).isEqualTo((byte) ']');
            assertThat(cursor.start()).isEqualTo(list.last());
            cursor.next();
            assertThat(cursor.name()).isEqualTo("w");
            cursor.next();
            assertThat(cursor.numbers(false)).isNull();
            assertThat(cursor.next()).isEqualTo(JsonToken.VALUE_NUMBER_INT);
            assertThat(cursor.next()).isEqualTo(JsonToken.VALUE_NULL);
            cursor.next();
            cursor.next();
            cursor.next();
            assertThat(cursor.text()).hasSize(9_000);
            cursor.skip();
            assertThat(cursor.next()).isEqualTo(JsonToken.END_OBJECT);
            cursor.finish();
        }
    }
}
