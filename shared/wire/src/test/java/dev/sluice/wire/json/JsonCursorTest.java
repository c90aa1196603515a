package dev.sluice.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonToken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonCursorTest {
    static List<String> spans(String json) throws MalformedJson {
        byte[] bytes = ("xx" + json + "yy").getBytes(UTF_8);
        List<String> spans = new ArrayList<>();
        try (JsonCursor cursor = new JsonCursor(bytes, 2, bytes.length - 2)) {
            for (JsonToken t = cursor.next(); t != null; t = cursor.next()) {
                int start = cursor.start();
                spans.add(new String(bytes, start, cursor.end(start) - start, UTF_8));
            }
        }
        return spans;
    }

    @Test
    void everyTokenIsWhereItSaysItIs() throws MalformedJson {
        assertThat(
                        spans(
                                " { \"ké\" : [ 1e2 , -0.5,true,false , null,\"a\\\"\\\\\" ]"
                                        + " ,\"\\u0061\":\"🚀\","
                                        + " \"o\":{\"n\":15924764223251450000}}\n"))
                .containsExactly(
                        "{",
                        "\"ké\"",
                        "[",
                        "1e2",
                        "-0.5",
                        "true",
                        "false",
                        "null",
                        "\"a\\\"\\\\\"",
                        "]",
                        "\"\\u0061\"",
                        "\"🚀\"",
                        "\"o\"",
                        "{",
                        "\"n\"",
                        "15924764223251450000",
                        "}",
                        "}");
    }

    @Test
    void aSkippedValueEndsBehindItsLastBracket() throws MalformedJson {
        byte[] bytes = "[{\"a\":[1,{}]} , 2]".getBytes(UTF_8);
        try (JsonCursor cursor = new JsonCursor(bytes, 0, bytes.length)) {
            cursor.next();
            cursor.next();
            assertThat(cursor.skipToEnd()).isEqualTo(13);
            cursor.next();
            assertThat(cursor.skipToEnd()).isEqualTo(17);
        }
    }

    @Test
    void anIntegerThatDoesNotFitIsNull() throws MalformedJson {
        byte[] bytes = "[7, 9223372036854775807, 9223372036854775808, 1.0, 1e2]".getBytes(UTF_8);
        List<Object> seen = new ArrayList<>();
        try (JsonCursor cursor = new JsonCursor(bytes, 0, bytes.length)) {
            cursor.next();
            while (cursor.next() != JsonToken.END_ARRAY) {
                seen.add(String.valueOf(cursor.integer()));
            }
        }
        assertThat(seen).containsExactly("7", "9223372036854775807", "null", "null", "null");
    }

    @Test
    void otherEncodingsAreRefused() {
        for (var charset :
                List.of(
                        StandardCharsets.UTF_16BE,
                        StandardCharsets.UTF_16LE,
                        StandardCharsets.UTF_16)) {
            byte[] bytes = "{\"a\":1}".getBytes(charset);
            assertThatThrownBy(() -> new JsonCursor(bytes, 0, bytes.length))
                    .isInstanceOf(MalformedJson.class)
                    .hasMessageContaining("not UTF-8");
        }
    }

    @Test
    void aNameMayStartWithAnyCharacter() throws MalformedJson {
        assertThat(spans("{\"🚀\":1}")).contains("\"🚀\"");
    }

    @Test
    void aByteThatIsInNoUtf8DoesNotHideInAName() throws MalformedJson {
        spans("{\"n\":1}");
        byte[] bytes = "{\"?n\":1}".getBytes(UTF_8);
        bytes[2] = (byte) 0xFF;
        assertThatThrownBy(() -> new JsonCursor(bytes, 0, bytes.length))
                .isInstanceOf(MalformedJson.class)
                .hasMessage("it is not UTF-8 text at byte 2");
    }

    @Test
    void faultsAreNamedWithoutQuotingTheBytes() {
        assertThatThrownBy(() -> spans("{\"a\":secret}"))
                .hasMessageMatching("it is not valid JSON at byte \\d+");
        assertThatThrownBy(() -> spans("{\"a\":[1"))
                .hasMessageMatching("it ends too early at byte \\d+");
        assertThatThrownBy(() -> spans("[".repeat(300)))
                .hasMessageContaining("nested deeper than 256 levels");
        assertThatThrownBy(() -> spans("[" + "1".repeat(2_000) + "]"))
                .hasMessageContaining("number is too long");
        assertThatThrownBy(() -> spans("{\"a\":\"\\x\"}")).hasMessageContaining("not valid JSON");
        assertThatThrownBy(() -> spans("{\"a\":\"line\nbreak\"}"))
                .hasMessageContaining("not valid JSON");
    }

    @Test
    void textBytesCountsWhatTheTextHasInUtf8() {
        for (String text : List.of("", "abc", "é東🚀", "a\"\\\n\t", "\u0001")) {
            byte[] quoted = JsonText.quote(text);
            assertThat(JsonText.textBytes(quoted, 0, quoted.length))
                    .as(text)
                    .isEqualTo(text.getBytes(UTF_8).length);
        }
        byte[] escaped = "\"\\u6771\\ud83d\\ude80\\u00e9\\u0041\"".getBytes(UTF_8);
        assertThat(JsonText.textBytes(escaped, 0, escaped.length)).isEqualTo(3 + 4 + 2 + 1);
    }

    @Test
    void editsAreMadeInPlaceOrderAndTheRestStays() {
        byte[] bytes = "{\"a\": 1 , \"b\":2,\"c\":3 }".getBytes(UTF_8);
        Edits edits =
                new Edits()
                        .replace(20, 21, "[3]".getBytes(UTF_8))
                        .removeMember(bytes, 1, 7)
                        .insert(1, "\"z\":0,".getBytes(UTF_8));
        Patched patched = new Patched(bytes, 0, bytes.length, edits);
        assertThat(new String(patched.toByteArray(), UTF_8))
                .isEqualTo("{\"z\":0,\"b\":2,\"c\":[3] }");
        assertThat(patched.lengthBytes()).isEqualTo(patched.toByteArray().length);
    }

    @Test
    void aRemovedMemberTakesOneCommaWithIt() {
        assertThat(removed("{\"u\":1}")).isEqualTo("{}");
        assertThat(removed("{ \"u\" : 1 , \"b\":2}")).isEqualTo("{ \"b\":2}");
        assertThat(removed("{\"a\":0 , \"u\":1 }")).isEqualTo("{\"a\":0  }");
        assertThat(removed("{\"a\":0,\"u\":1,\"b\":2}")).isEqualTo("{\"a\":0,\"b\":2}");
    }

    private static String removed(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        int start = json.indexOf("\"u\"");
        Edits edits = new Edits().removeMember(bytes, start, json.indexOf('1') + 1);
        return new String(new Patched(bytes, 0, bytes.length, edits).toByteArray(), UTF_8);
    }
}
