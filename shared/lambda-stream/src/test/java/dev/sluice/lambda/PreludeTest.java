package dev.sluice.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PreludeTest {

    private static String json(Prelude prelude) {
        return new String(PreludeJson.encode(prelude), UTF_8);
    }

    @Test
    void writesTheFourKeysInTheOrderGiven() {
        var headers = new LinkedHashMap<String, String>();
        headers.put("content-type", "text/event-stream");
        headers.put("a", "1");
        var prelude =
                new Prelude(
                        201,
                        headers,
                        Map.of("set-cookie", List.of("x=1", "y=2")),
                        List.of("z=\"3\""));
        assertThat(json(prelude))
                .isEqualTo(
                        "{\"statusCode\":201,\"headers\":{\"content-type\":\"text/event-stream\",\"a\":\"1\"},"
                                + "\"multiValueHeaders\":{\"set-cookie\":[\"x=1\",\"y=2\"]},\"cookies\":[\"z=\\\"3\\\"\"]}");
    }

    @Test
    void leavesOutWhatIsEmptySaveTheHeaders() {
        assertThat(json(Prelude.of(204, Map.of())))
                .isEqualTo("{\"statusCode\":204,\"headers\":{}}");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 100, 199, 600})
    void refusesAStatusThatIsNoFinalOne(int status) {
        assertThatThrownBy(() -> Prelude.of(status, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("status must be 200 to 599: " + status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\r\nb", "é", "a\0"})
    void refusesANameThatIsNoToken(String name) {
        assertThatThrownBy(() -> Prelude.of(200, Map.of(name, "x")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Prelude(200, Map.of(), Map.of(name, List.of()), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret\r\nset-cookie: x",
                "secret\n",
                "secret\r",
                "secret\0",
                "secret\u007f"
            })
    void refusesAControlCharacterWithoutRepeatingTheValue(String value) {
        assertThatThrownBy(() -> Prelude.of(200, Map.of("a", value)))
                .hasMessage("header \"a\" has a control character at 6");
        assertThatThrownBy(
                        () ->
                                new Prelude(
                                        200, Map.of(), Map.of("a", List.of("b", value)), List.of()))
                .hasMessage("header \"a\" has a control character at 6");
        assertThatThrownBy(() -> new Prelude(200, Map.of(), Map.of(), List.of(value)))
                .hasMessage("header \"set-cookie\" has a control character at 6");
    }

    @Test
    void theDelimiterEndsWithinTheFirstSixteenKibibytes() {
        int frame = json(Prelude.of(200, Map.of("x", ""))).length();
        var fits = Prelude.of(200, Map.of("x", "y".repeat(16_384 - 8 - frame)));
        assertThat(PreludeJson.encode(fits)).hasSize(16_376);
        assertThatThrownBy(() -> Prelude.of(200, Map.of("x", "y".repeat(16_384 - 7 - frame))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prelude must be at most 16376 bytes of JSON: 16377");
    }

    @Test
    void theLimitCountsBytesAndNotCharacters() {
        assertThatThrownBy(() -> Prelude.of(200, Map.of("x", "é".repeat(9_000))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isACopy() {
        var values = new ArrayList<>(List.of("1"));
        var lists = new LinkedHashMap<String, List<String>>(Map.of("a", values));
        var prelude = new Prelude(200, Map.of(), lists, List.of());
        values.add("2\r\n");
        lists.put("b c", List.of());
        assertThat(prelude.multiValueHeaders()).containsExactly(Map.entry("a", List.of("1")));
        assertThatThrownBy(() -> prelude.headers().put("a", "b"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Property
    void anyTextSurvivesBeingWrittenAndRead(@ForAll String text) {
        var json = new StringBuilder("{\"t\":");
        JsonStrings.appendString(json, text);
        String sent = new String(json.append('}').toString().getBytes(UTF_8), UTF_8);
        assertThat(JsonReader.readObject(sent)).containsEntry("t", text);
    }
}
