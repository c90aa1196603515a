package dev.sluice.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonReaderTest {

    @Test
    void readsObjectsListsAndScalarsAsText() {
        assertThat(
                        JsonReader.readObject(
                                " { \"a\" : { \"b\" : \"c\\n\\u00e9\\/\" } , \"n\" : -1.5e3, \"t\" : true, \"z\" : null, \"l\" : [ 1 , [] ] } "))
                .isEqualTo(
                        Map.of(
                                "a",
                                Map.of("b", "c\né/"),
                                "n",
                                "-1.5e3",
                                "t",
                                "true",
                                "l",
                                List.of("1", List.of())));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"a\"",
                "{",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":1}x",
                "{\"a\":nope}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\u12zz\"}",
                "{\"a\":\"open",
                "{a:1}",
                "{\"a\":[1}"
            })
    void whatIsNoObjectIsNull(String json) {
        assertThat(JsonReader.readObject(json)).isNull();
    }

    @Test
    void refusesToGoDeep() {
        assertThat(
                        JsonReader.readObject(
                                "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"))
                .isNull();
    }

    @Property
    void neverThrows(@ForAll @CharRange(from = ' ', to = '~') String json) {
        var read = JsonReader.readObject("{" + json);
        assertThat(read == null || !read.containsKey("\0")).isTrue();
    }
}
