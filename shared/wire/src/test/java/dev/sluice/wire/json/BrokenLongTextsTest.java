package dev.sluice.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What is read without the parser (long strings, lists of numbers) is taken and refused as the
 * parser takes and refuses it, whatever is asked of each token and in whatever order.
 */
class BrokenLongTextsTest {
    private static final int CASES = Integer.getInteger("cases", 20_000);

    private static final JsonFactory LIBRARY =
            new JsonFactoryBuilder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(JsonCursor.MAX_DEPTH)
                                    .build())
                    .build();

    private static final byte[] TELLING =
            "{}[]:,\"\\u0019-+.eEtrufalsnN \n\t\0\1\37\177é🚀/".getBytes(UTF_8);

    private static String text(SplittableRandom random) {
        int length = 4_080 + random.nextInt(40);
        String inside =
                switch (random.nextInt(8)) {
                    case 0 -> "\\\"";
                    case 1 -> "é";
                    case 2 -> "\\u00e9";
                    default -> "";
                };
        int at = random.nextInt(length);
        return "\"" + "A".repeat(at) + inside + "b".repeat(length - at) + "\"";
    }

    private static String numbers(SplittableRandom random) {
        String[] some = {"0", "-1", "0.5", "1e3", "-0.25E-2", "12", "1.0"};
        StringBuilder list = new StringBuilder("[");
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            list.append(i == 0 ? "" : random.nextBoolean() ? "," : " , ");
            list.append(some[random.nextInt(some.length)]);
        }
        return list.append(']').toString();
    }

    private static String json(SplittableRandom random) {
        StringBuilder json = new StringBuilder("{\"a\":" + text(random));
        for (int i = 0; i < 4; i++) {
            json.append(random.nextBoolean() ? ",\"k\":" : " , \"l\" : ");
            json.append(random.nextInt(3) == 0 ? text(random) : numbers(random));
        }
        return json.append(random.nextBoolean() ? ",\"z\":[[\"s\"],{}]}" : "}").toString();
    }

    /** Where it tells: at a bracket, a quote, a digit, or beside one. */
    private static byte[] changed(byte[] json, SplittableRandom random) {
        int at = random.nextInt(json.length);
        if (random.nextInt(3) > 0) {
            while (at < json.length - 1 && (json[at] == 'A' || json[at] == 'b')) {
                at++;
            }
            at = Math.max(0, at - random.nextInt(2));
        }
        byte telling = TELLING[random.nextInt(TELLING.length)];
        byte[] result;
        switch (random.nextInt(4)) {
            case 0 -> {
                return Arrays.copyOf(json, at);
            }
            case 1 -> {
                result = json.clone();
                result[at] = random.nextBoolean() ? telling : (byte) random.nextInt(256);
            }
            case 2 -> {
                result = new byte[json.length - 1];
                System.arraycopy(json, 0, result, 0, at);
                System.arraycopy(json, at + 1, result, at, json.length - 1 - at);
            }
            default -> {
                result = new byte[json.length + 1];
                System.arraycopy(json, 0, result, 0, at);
                result[at] = telling;
                System.arraycopy(json, at, result, at + 1, json.length - at);
            }
        }
        return result;
    }

    /** The tokens, with the texts of strings and names and what numbers are; or that it is none. */
    private static List<Object> byLibrary(byte[] json) {
        List<Object> seen = new ArrayList<>();
        try (JsonParser parser = LIBRARY.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                seen.add(token);
                if (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME) {
                    seen.add(parser.getText());
                }
            }
            return seen;
        } catch (IOException e) {
            return List.of("refused");
        }
    }

    private static List<Object> byCursor(byte[] json, SplittableRandom random) {
        List<Object> seen = new ArrayList<>();
        try (JsonCursor cursor = new JsonCursor(json, 0, json.length)) {
            for (JsonToken token = cursor.next(); token != null; token = cursor.next()) {
                seen.add(token);
                if (token == JsonToken.FIELD_NAME) {
                    seen.add(cursor.name());
                } else if (token == JsonToken.VALUE_STRING) {
                    look(cursor, json, random);
                    seen.add(cursor.text());
                    look(cursor, json, random);
                } else if (token == JsonToken.START_ARRAY && random.nextBoolean()) {
                    NumberList list = cursor.numbers(random.nextBoolean());
                    if (list != null) {
                        seen.addAll(tokens(json, list, cursor));
                    }
                }
            }
            cursor.finish();
            return seen;
        } catch (MalformedJson e) {
            return List.of("refused");
        }
    }

    /** What the parser would have told of the list: its numbers and its end. */
    private static List<Object> tokens(byte[] json, NumberList list, JsonCursor cursor) {
        int open = list.last() - 1;
        while (json[open] != '[') {
            open--;
        }
        List<Object> whole = byLibrary(Arrays.copyOfRange(json, open, list.last() + 1));
        assertThat(whole).hasSize(list.count() + 2);
        assertThat(cursor.token()).isEqualTo(JsonToken.END_ARRAY);
        assertThat(cursor.start()).isEqualTo(list.last());
        return whole.subList(1, whole.size());
    }

    private static void look(JsonCursor cursor, byte[] json, SplittableRandom random)
            throws MalformedJson {
        for (int i = random.nextInt(3); i > 0; i--) {
            int start = cursor.start();
            assertThat(json[start]).isEqualTo((byte) '"');
            switch (random.nextInt(3)) {
                case 0 -> cursor.skip();
                case 1 -> cursor.end(start);
                default -> cursor.skipToEnd();
            }
            assertThat(cursor.start()).isEqualTo(start);
        }
    }

    private static boolean isRefusedForItsBytes(byte[] json) {
        boolean refused = json.length > 0 && (json[0] & 0xFF) >= 0xEF;
        for (int i = 0; i < json.length; i++) {
            refused |= json[i] == (byte) 0xFF || (i < 4 && json[i] == 0);
        }
        return refused;
    }

    @Test
    void itIsReadAndRefusedAsTheParserDoes() {
        SplittableRandom random = new SplittableRandom(Long.getLong("seed", 20261129));
        for (int i = 0; i < CASES; i++) {
            byte[] json = json(random).getBytes(UTF_8);
            for (int changes = random.nextInt(4); changes > 0 && json.length > 1; changes--) {
                json = changed(json, random);
            }
            byte[] bytes = json;
            List<Object> right =
                    isRefusedForItsBytes(bytes) ? List.of("refused") : byLibrary(bytes);
            assertThat(byCursor(bytes, random))
                    .as(() -> new String(bytes, UTF_8).replaceAll("A{9,}|b{9,}", "~"))
                    .isEqualTo(right);
        }
    }
}
