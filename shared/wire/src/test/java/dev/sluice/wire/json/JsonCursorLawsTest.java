package dev.sluice.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the cursor says of any bytes is what a parser says that has never read anything else. */
class JsonCursorLawsTest {
    private static final JsonFactory LIBRARY =
            new JsonFactoryBuilder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(JsonCursor.MAX_DEPTH)
                                    .build())
                    .build();

    private static final List<String> SEEDS =
            List.of(
                    "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1764000000,"
                            + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"é東🚀\\n\\u00e9\\ud83d\\ude80\"},"
                            + "\"finish_reason\":null}],\"usage\":{\"prompt_tokens\":1.5e3,\"x\":-0.25E-2}}",
                    "[[],{},[{\"a\":[true,false,null,-0,0.0,1e+9,12345678901234567890]}],\"\\\"\\\\\\/\\b\\f\\t\"]",
                    " { \"a\" : { \"\" : [ 1 , 2 , [ 3 ] ] } , \"b\\u0061\\\\\" : \"\" } \r\n\t",
                    "\"alone\"",
                    "-12.5",
                    "true");

    private static final byte[] BITS = "{}[]:,\"\\u0019-+.eEtrufalsn \n\0\1é🚀/".getBytes(UTF_8);

    @Test
    void aParserThatHasReadOtherTextsReadsEachAsANewOneDoes() {
        Random random = new Random(20261128);
        for (int round = 0; round < 60_000; round++) {
            byte[] json = SEEDS.get(round % SEEDS.size()).getBytes(UTF_8);
            int changes = random.nextInt(4);
            for (int change = 0; change < changes; change++) {
                json = changed(json, random);
            }
            byte[] bytes = json;
            assertThat(byCursor(bytes))
                    .as(() -> new String(bytes, UTF_8) + " " + Arrays.toString(bytes))
                    .isEqualTo(byLibrary(bytes));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01",
                "-",
                "-a",
                "1.",
                ".5",
                "1e",
                "1e+",
                "+1",
                "1a",
                "tru",
                "truex",
                "nul",
                "nullx",
                "\"\\u12g4\"",
                "\"\\u12",
                "\"\\",
                "\"",
                "[1 2]",
                "[1,]",
                "[,1]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{a:1}",
                "{\"a\" 1}",
                "[}",
                "{]",
                "[",
                "{\"a\":",
                "'a'",
                "NaN",
                "/**/1",
                "\u00a01",
                "[1]]",
                "{}{}"
            })
    void whatIsNoJsonIsRefused(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        assertThatThrownBy(() -> toEnd(bytes)).isInstanceOf(MalformedJson.class);
    }

    @Test
    void aTextThatWasNotReadToItsEndIsNoPartOfTheNext() throws MalformedJson {
        byte[] begun = "{\"a\":[1,2,{\"b\":\"secret\"}]} ".getBytes(UTF_8);
        byte[] next = " {\"n\":7}".getBytes(UTF_8);
        for (int tokens = 0; tokens < 12; tokens++) {
            JsonCursor cursor = new JsonCursor(begun, 0, begun.length);
            for (int i = 0; i < tokens; i++) {
                cursor.next();
            }
            cursor.close();
            cursor.close();
            assertThat(byCursor(next)).isEqualTo(byLibrary(next));
        }
    }

    @Test
    void threadsThatReadAtOnceReadEachItsOwn() throws Exception {
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int seed = i;
            threads.add(Thread.startVirtualThread(() -> readMany(new Random(seed), wrong)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).isEmpty();
    }

    private static void readMany(Random random, Queue<String> wrong) {
        for (int i = 0; i < 2_000; i++) {
            byte[] json = SEEDS.get(i % SEEDS.size()).getBytes(UTF_8);
            byte[] bytes = random.nextBoolean() ? json : changed(json, random);
            if (!byCursor(bytes).equals(byLibrary(bytes))) {
                wrong.add(new String(bytes, UTF_8));
            }
        }
    }

    /** It would keep the names of strangers without end. */
    @Test
    void aParserThatHasReadMuchIsNotKept() throws Exception {
        Set<FedParser> parsers = Collections.newSetFromMap(new IdentityHashMap<>());
        byte[] text = ("{\"a\":\"" + "x".repeat(8_000) + "\"}").getBytes(UTF_8);
        for (int i = 0; i < 1_000; i++) {
            FedParser fed = FedParser.of(text, 0, text.length);
            fed.parser().nextToken();
            fed.parser().skipChildren();
            fed.rest(true);
            parsers.add(fed);
        }
        assertThat(parsers).hasSizeGreaterThan(1_000 * 8_000 / (512 << 10));
    }

    @Test
    void cursorsThatAreOpenAtOnceReadEachItsOwn() throws MalformedJson {
        byte[] one = "{\"a\":1}".getBytes(UTF_8);
        byte[] other = "[\"b\",2]".getBytes(UTF_8);
        for (int round = 0; round < 3; round++) {
            try (JsonCursor first = new JsonCursor(one, 0, one.length);
                    JsonCursor second = new JsonCursor(other, 0, other.length)) {
                first.next();
                second.next();
                assertThat(first.next()).isEqualTo(JsonToken.FIELD_NAME);
                assertThat(second.next()).isEqualTo(JsonToken.VALUE_STRING);
                assertThat(first.name() + second.text()).isEqualTo("ab");
                first.next();
                second.next();
                assertThat(first.integer()).isEqualTo(1L);
                assertThat(second.integer()).isEqualTo(2L);
                first.next();
                second.next();
                first.finish();
                second.finish();
            }
        }
    }

    @Test
    void depthsOf256AreReadAndNoDeeper() throws MalformedJson {
        String brackets = "[{\"a\":".repeat(JsonCursor.MAX_DEPTH / 2);
        toEnd((brackets + "1" + "}]".repeat(JsonCursor.MAX_DEPTH / 2)).getBytes(UTF_8));
        byte[] deeper = (brackets + "[]" + "}]".repeat(JsonCursor.MAX_DEPTH / 2)).getBytes(UTF_8);
        assertThatThrownBy(() -> toEnd(deeper)).hasMessageContaining("nested deeper than 256");
    }

    private static void toEnd(byte[] bytes) throws MalformedJson {
        try (JsonCursor cursor = new JsonCursor(bytes, 0, bytes.length)) {
            cursor.next();
            cursor.skip();
            cursor.finish();
        }
    }

    private static byte[] changed(byte[] json, Random random) {
        int at = random.nextInt(json.length);
        return switch (random.nextInt(4)) {
            case 0 -> with(json, at, 1, BITS[random.nextInt(BITS.length)]);
            case 1 -> Arrays.copyOf(json, Math.max(1, at));
            case 2 -> with(json, at, 0, BITS[random.nextInt(BITS.length)]);
            default -> with(json, at, 1);
        };
    }

    private static byte[] with(byte[] json, int at, int removed, byte... added) {
        byte[] bytes = new byte[json.length - removed + added.length];
        System.arraycopy(json, 0, bytes, 0, at);
        System.arraycopy(added, 0, bytes, at, added.length);
        System.arraycopy(json, at + removed, bytes, at + added.length, json.length - at - removed);
        return bytes.length == 0 ? new byte[] {' '} : bytes;
    }

    /** One value and nothing behind it: its tokens with their texts, or that it is malformed. */
    private static List<String> byCursor(byte[] bytes) {
        List<String> seen = new ArrayList<>();
        try (JsonCursor cursor = new JsonCursor(bytes, 0, bytes.length)) {
            int depth = 0;
            do {
                JsonToken token = cursor.next();
                if (token == null) {
                    return List.of("malformed");
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                String text = token == JsonToken.FIELD_NAME ? cursor.name() : cursor.text();
                seen.add(token + " " + cursor.start() + " " + text + " " + cursor.integer());
            } while (depth > 0);
            cursor.finish();
            return seen;
        } catch (MalformedJson e) {
            return List.of("malformed");
        }
    }

    private static List<String> byLibrary(byte[] bytes) {
        List<String> seen = new ArrayList<>();
        if (refusedForItsEncoding(bytes)) {
            return List.of("malformed");
        }
        try (JsonParser parser = LIBRARY.createParser(bytes)) {
            int depth = 0;
            do {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    return List.of("malformed");
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                long start = parser.currentTokenLocation().getByteOffset();
                seen.add(token + " " + start + " " + parser.getText() + " " + integer(parser));
            } while (depth > 0);
            return parser.nextToken() == null ? seen : List.of("malformed");
        } catch (IOException e) {
            return List.of("malformed");
        }
    }

    private static boolean refusedForItsEncoding(byte[] bytes) {
        boolean refused = bytes.length > 0 && (bytes[0] & 0xFF) >= 0xEF;
        for (int i = 0; i < Math.min(4, bytes.length); i++) {
            refused |= bytes[i] == 0;
        }
        return refused;
    }

    private static @Nullable Long integer(JsonParser parser) throws IOException {
        boolean fits =
                parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        return fits ? Long.valueOf(parser.getLongValue()) : null;
    }
}
