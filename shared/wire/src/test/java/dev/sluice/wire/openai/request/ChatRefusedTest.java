package dev.sluice.wire.openai.request;

import static dev.sluice.wire.openai.request.Chats.MESSAGES;
import static dev.sluice.wire.openai.request.Chats.refused;
import static dev.sluice.wire.openai.request.Chats.refusedWith;
import static dev.sluice.wire.openai.request.Chats.with;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.openai.request.ChatRequest.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatRefusedTest {
    @Test
    void aBodyThatIsNotOneJsonObjectIsRefused() {
        for (String body :
                List.of(
                        "",
                        " ",
                        "[]",
                        "1",
                        "null",
                        "\"x\"",
                        "{",
                        "{\"model\":",
                        "{\"model\":\"m\"",
                        "{\"model\":\"m\",}",
                        "{'model':'m'}",
                        "{\"model\":\"m\"," + MESSAGES + "}}",
                        "{\"model\":\"m\"," + MESSAGES + "} x",
                        "{\"model\":\"m\"," + MESSAGES + "}{}",
                        "<html>",
                        "{\"model\":\"a\nb\"}",
                        "{\"a\":01}",
                        "{\"a\":NaN}",
                        "{\"a\":\"\\ud8\"}",
                        "\uFEFF{}",
                        "{\"a\":1,,}")) {
            BadRequest e = refused(body);
            assertThat(e)
                    .hasMessageStartingWith("We could not parse the JSON body of your request: ")
                    .hasMessageEndingWith(".");
            assertThat(e.param()).isNull();
        }
        for (var charset :
                List.of(
                        StandardCharsets.UTF_16LE,
                        StandardCharsets.UTF_16BE,
                        StandardCharsets.UTF_16)) {
            assertThat(refused(Kind.CHAT, "{\"model\":\"m\"}".getBytes(charset)))
                    .hasMessageContaining("not UTF-8");
        }
        assertThat(refused(Kind.CHAT, "{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1)))
                .hasMessageContaining("not UTF-8 text");
    }

    @Test
    void aNameInOverlongUtf8IsNotTheName() {
        byte[] body = ("{\"model\":\"m\"," + MESSAGES + ",\"??\":1}").getBytes(UTF_8);
        int at = new String(body, UTF_8).indexOf("??");
        body[at] = (byte) 0xC1;
        body[at + 1] = (byte) 0xAE;
        assertThat(refused(Kind.CHAT, body)).hasMessageContaining("not UTF-8 text at byte " + at);
    }

    @Test
    void aDeepBodyIsRefused() {
        assertThat(refusedWith("\"a\":" + "[".repeat(400) + "]".repeat(400)))
                .hasMessageContaining("deeper than 256");
        assertThat(
                        refused(
                                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":"
                                        + "[".repeat(100_000)))
                .hasMessageContaining("deeper than 256");
    }

    @Test
    void nothingOfTheBodyIsInAMessage() {
        for (String body :
                List.of(
                        "{\"model\":topsecret}",
                        "topsecret",
                        "{\"model\":\"topsecret\",\"messages\":\"topsecret\"}",
                        "{\"topsecret\":1}",
                        "{\"messages\":[{\"role\":[\"topsecret\"]}]}")) {
            assertThat(refused(body).getMessage()).doesNotContain("topsecret");
        }
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(refused("{}")).hasMessage("Missing required parameter: 'model'.");
        assertThat(refused("{\"model\":\"m\"}"))
                .hasMessage("Missing required parameter: 'messages'.");
        BadRequest role =
                refused("{\"model\":\"m\",\"messages\":[{\"role\":\"user\"},{\"content\":\"x\"}]}");
        assertThat(role).hasMessage("Missing required parameter: 'messages[1].role'.");
        assertThat(role.param()).isEqualTo("messages[1].role");
        assertThat(role.code()).isEqualTo("missing_required_parameter");
    }

    @Test
    void emptyMessagesAreRefused() {
        BadRequest e = refused("{\"model\":\"m\",\"messages\":[]}");
        assertThat(e.param()).isEqualTo("messages");
        assertThat(e.code()).isEqualTo("empty_array");
        assertThat(refused("{\"model\":\"\"," + MESSAGES + "}").code()).isEqualTo("empty_string");
    }

    @Test
    void aWrongTypeNamesTheParameter() {
        assertType("model", "{\"model\":5," + MESSAGES + "}");
        assertType("model", "{\"model\":null," + MESSAGES + "}");
        assertType("model", "{\"model\":{}," + MESSAGES + "}");
        assertType("messages", "{\"model\":\"m\",\"messages\":{}}");
        assertType("messages", "{\"model\":\"m\",\"messages\":null}");
        assertType("messages[0]", "{\"model\":\"m\",\"messages\":[\"x\"]}");
        assertType("messages[0].role", "{\"model\":\"m\",\"messages\":[{\"role\":1}]}");
        for (String member :
                List.of(
                        "stream:\"yes\"",
                        "stream:1",
                        "stream_options:[]",
                        "stream_options:true",
                        "max_tokens:\"5\"",
                        "max_tokens:1.5",
                        "max_tokens:1e2",
                        "max_completion_tokens:[]",
                        "n:\"2\"",
                        "n:1.0",
                        "stop:5",
                        "stop:{}",
                        "logprobs:\"x\"",
                        "top_logprobs:true",
                        "tools:{}",
                        "tools:\"x\"",
                        "models:\"x\"",
                        "models:{}")) {
            String name = member.substring(0, member.indexOf(':'));
            assertType(
                    name,
                    "{\"model\":\"m\","
                            + MESSAGES
                            + ",\""
                            + name
                            + "\""
                            + member.substring(name.length())
                            + "}");
        }
        assertThat(refusedWith("\"models\":[1]").param()).isEqualTo("models[0]");
        assertThat(refusedWith("\"stream_options\":{\"include_usage\":1}").param())
                .isEqualTo("stream_options.include_usage");
    }

    private static void assertType(String param, String body) {
        BadRequest e = refused(body);
        assertThat(e).hasMessageStartingWith("Invalid type for '" + param + "': expected ");
        assertThat(e.param()).isEqualTo(param);
        assertThat(e.code()).isEqualTo("invalid_type");
    }

    @Test
    void aNumberOutOfRangeIsRefused() {
        assertThat(refusedWith("\"max_tokens\":0").code()).isEqualTo("integer_below_min_value");
        assertThat(refusedWith("\"max_tokens\":-1").code()).isEqualTo("integer_below_min_value");
        assertThat(refusedWith("\"max_tokens\":2147483648").code())
                .isEqualTo("integer_above_max_value");
        assertThat(refusedWith("\"max_completion_tokens\":99999999999999999999").code())
                .isEqualTo("integer_above_max_value");
        assertThat(refusedWith("\"n\":0").code()).isEqualTo("integer_below_min_value");
        assertThat(refusedWith("\"n\":129").code()).isEqualTo("integer_above_max_value");
        assertThat(refusedWith("\"top_logprobs\":21").param()).isEqualTo("top_logprobs");
    }

    @Test
    void aParameterGivenTwiceIsRefusedAlsoWhenEscaped() {
        assertThat(refusedWith("\"model\":\"x\"").code()).isEqualTo("duplicate_parameter");
        assertThat(refusedWith("\"mod\\u0065l\":\"x\"").param()).isEqualTo("model");
        assertThat(refusedWith("\"stream\":true,\"stream\":false").param()).isEqualTo("stream");
        assertThat(
                        refusedWith(
                                        "\"stream_options\":{\"include_usage\":true,\"include_usage\":false}")
                                .param())
                .isEqualTo("stream_options.include_usage");
        assertThat(
                        refused(
                                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"role\":\"system\"}]}")
                                .param())
                .isEqualTo("messages[0].role");
    }

    @Test
    void anUnknownParameterGivenTwiceIsTheUpstreamsAffair() throws BadRequest {
        assertThat(with("\"x\":1,\"x\":2").model()).isEqualTo("m");
    }

    @Test
    void refusesAListOfModelsBeyondSixteen() {
        String names = String.join(",", Collections.nCopies(17, "\"a\""));
        byte[] body =
                ("{\"models\":[" + names + "]," + MESSAGES + "}").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> ChatRequest.parse(ChatRequest.Kind.CHAT, body))
                .isInstanceOf(BadRequest.class)
                .hasMessageContaining("models")
                .hasMessageContaining("16");
    }
}
