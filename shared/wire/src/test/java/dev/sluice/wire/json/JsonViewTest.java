package dev.sluice.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonViewTest {
    private static JsonView view(String json) throws MalformedJson {
        return JsonView.of(json.getBytes(UTF_8));
    }

    @Test
    void whatIsInAValueIsReadWhereItLies() throws Exception {
        Map<String, JsonView> members =
                view(" {\"a\": [1.50, {\"b\":\"\\u00e9\\n\"}] ,\"c\":null} ").members();
        JsonView list = member(members, "a");
        assertThat(list.items()).hasSize(2);
        assertThat(new JsonOut(8).raw(list.items().get(0)).toString()).isEqualTo("1.50");
        assertThat(member(list.items().get(1).members(), "b").text()).isEqualTo("é\n");
        assertThat(member(members, "c").isNull()).isTrue();
        assertThat(member(members, "c").text()).isNull();
    }

    @Test
    void whatIsNoObjectHasNoMembersAndWhatIsNoArrayNoItems() throws Exception {
        assertThat(view("[1]").members()).isEmpty();
        assertThat(view("{\"a\":1}").items()).isEmpty();
        assertThat(view("7").integer()).isEqualTo(7);
        assertThat(view("7.5").integer()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{} x", "{\"a\":1,}"})
    void whatIsNotOneValueIsMalformed(String json) {
        assertThatExceptionOfType(MalformedJson.class).isThrownBy(() -> view(json));
    }

    @Test
    void aMemberThatStandsTwiceIsMalformed() throws Exception {
        JsonView object = view("{\"a\":1,\"\\u0061\":2}");
        assertThatExceptionOfType(MalformedJson.class).isThrownBy(object::members);
    }

    @Test
    void whatIsPutTogetherHasItsCommasAndOneLine() throws Exception {
        JsonOut out = new JsonOut(1).raw("{").name("a").text("x\"").name("b");
        out.oneLine(view("[1,\n2]")).raw("}");
        assertThat(out.toString()).isEqualTo("{\"a\":\"x\\\"\",\"b\":[1, 2]}");
    }

    private static JsonView member(Map<String, JsonView> members, String name) {
        return Objects.requireNonNull(members.get(name));
    }
}
