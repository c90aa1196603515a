package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are wrong in what they ask. */
class BadInputTest extends BadInputSteps {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"stream\":\"yes\" | stream",
                "\"stream\":1 | stream",
                "\"max_tokens\":\"5\" | max_tokens",
                "\"max_tokens\":0 | max_tokens",
                "\"max_tokens\":-1 | max_tokens",
                "\"max_tokens\":1.5 | max_tokens",
                "\"max_tokens\":1e99 | max_tokens",
                "\"max_tokens\":99999999999999999999 | max_tokens",
                "\"max_completion_tokens\":[] | max_completion_tokens",
                "\"n\":0 | n",
                "\"n\":1000000 | n",
                "\"n\":\"2\" | n",
                "\"stop\":5 | stop",
                "\"tools\":{} | tools",
                "\"models\":\"a\" | models",
                "\"models\":[1] | models[0]",
                "\"stream_options\":true | stream_options",
                "\"logprobs\":\"yes\" | logprobs",
                "\"top_logprobs\":21 | top_logprobs",
            })
    void wrongTypesNameTheirParameter(String member, String param) throws IOException {
        Tree error = world.post(World.chat(LLAMA, "," + member)).error(400);
        assertThat(error.at("param").text()).isEqualTo(param);
        assertThat(error.at("type").text()).isEqualTo("invalid_request_error");
    }

    static List<String> bodies() {
        return List.of(
                "{}",
                "{\"model\":\"" + LLAMA + "\"}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
                "{\"model\":null,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
                "{\"model\":5,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
                "{\"model\":\"" + LLAMA + "\",\"messages\":[]}",
                "{\"model\":\"" + LLAMA + "\",\"messages\":{}}",
                "{\"model\":\"" + LLAMA + "\",\"messages\":null}",
                "{\"model\":\"" + LLAMA + "\",\"messages\":\"hi\"}",
                "{\"model\":\"" + LLAMA + "\",\"messages\":[1]}",
                "{\"model\":\"" + LLAMA + "\",\"messages\":[null]}",
                "{\"model\":\"" + LLAMA + "\",\"messages\":[{\"content\":\"no role\"}]}",
                World.chat("", ""),
                World.chat(" ", ""),
                World.chat(LLAMA, ",\"model\":\"my/own-model\""),
                World.chat(LLAMA, ",\"stream\":false,\"stream\":true"),
                World.chat(LLAMA, ",\"max_tokens\":1,\"max_tokens\":2"),
                World.chat(LLAMA, ",\"m\\u006fdel\":\"my/own-model\""),
                World.chat(LLAMA, ",\"a\":" + "[".repeat(100_000)),
                World.chat(LLAMA, ",\"a\":" + "[".repeat(5_000) + "]".repeat(5_000)),
                World.chat(LLAMA, ",\"a\":" + "{\"b\":".repeat(5_000) + "1" + "}".repeat(5_000)),
                World.chat(LLAMA, ",\"a\":" + "9".repeat(100_000)),
                World.chat(LLAMA, ",\"" + "k".repeat(100_000) + "\":1"),
                World.chat(LLAMA, ",\"a\":NaN"),
                World.chat(LLAMA, ",\"a\":01"),
                World.chat(LLAMA, ",\"a\":\"\t\""),
                World.chat(LLAMA, ",\"a\":\"\\ud800\\ud800\\x\""));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void badBodiesAre400(String body) throws IOException {
        Reply reply = world.post(body);
        reply.error(400);
        assertThat(reply.header("x-should-retry")).isEqualTo("false");
    }

    @Test
    void utf16IsRefused() throws IOException {
        byte[] body = World.chat(LLAMA, "").getBytes(UTF_16LE);
        world.post("/v1/chat/completions", World.KEY, body).error(400);
    }

    @ParameterizedTest
    @ValueSource(ints = {0xc0, 0xff, 0x80, 0xed})
    void brokenUtf8IsRefused(int octet) throws IOException {
        byte[] body = World.chat(LLAMA, "").replace("hello", "h?llo").getBytes(UTF_8);
        body[new String(body, UTF_8).indexOf('?')] = (byte) octet;
        world.post("/v1/chat/completions", World.KEY, body).error(400);
    }

    @Test
    void anUnknownModelIs404WithTheNearestNames() throws IOException {
        Tree error = world.ask("meta-llama/Llama-3.3-70B-Instruct-Turbi").error(404);
        assertThat(error.at("code").text()).isEqualTo("model_not_found");
        assertThat(error.at("param").text()).isEqualTo("model");
        assertThat(error.at("message").text()).contains(LLAMA);
        assertThat(world.ask("my/own-modell").error(404).at("message").text())
                .contains("my/own-model");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "../../etc/passwd",
                "together/",
                "/",
                ":",
                "together/../x",
                "a\\r\\nX-Evil: 1",
                "a\\u0000b",
                "\\u202egnp",
                "\\ud83d\\ude80"
            })
    void strangeModelNamesAre404AndStayOutOfHeaders(String model) throws IOException {
        Reply reply = world.ask(model);
        reply.error(404);
        assertThat(reply.headers()).doesNotContainKey("x-evil");
        assertThat(reply.json().at("error", "message").text())
                .doesNotContain("\r", "\n", "\u0000", "\u202e");
    }

    @Test
    void aVeryLongModelNameIsNotRepeatedInFull() throws IOException {
        Reply reply = world.ask("m".repeat(1_000_000));
        reply.error(404);
        assertThat(reply.body().length()).isLessThan(2_000);
    }

    @Test
    void aModelOfAnotherKindIs400() throws IOException {
        assertThat(world.ask("black-forest-labs/FLUX.1-schnell").error(400).at("param").text())
                .isEqualTo("model");
    }

    @Test
    void aKeyOnlyUsesItsModels() throws IOException {
        String key =
                world.key(
                        "narrow",
                        List.of("my/own-model"),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.empty());
        Reply reply = world.post(key, World.chat(LLAMA, ""));
        assertThat(reply.error(403).at("code").text()).isEqualTo("model_not_allowed");
        assertThat(reply.header("x-should-retry")).isEqualTo("false");
    }

    @Test
    void maxTokensAboveTheModelsIs400() throws IOException {
        Tree error = world.post(World.chat(LLAMA, ",\"max_tokens\":131073")).error(400);
        assertThat(error.at("param").text()).isEqualTo("max_tokens");
        assertThat(error.at("message").text()).contains("131073").contains("131072");
    }

    @Test
    void maxTokensAboveTheBurstIs400AndSaysSo() throws IOException {
        Tree error = world.post(World.chat(LLAMA, ",\"max_tokens\":60001")).error(400);
        assertThat(error.at("param").text()).isEqualTo("max_tokens");
        assertThat(error.at("message").text()).contains("60000");
        world.post(World.chat(LLAMA, ",\"max_tokens\":2000,\"n\":128")).error(400);
    }

    @Test
    void maxTokensAboveTheCallersOwnBurstIs400() throws IOException {
        String key = world.key("small", OptionalLong.empty(), OptionalLong.of(500));
        Tree error = world.post(key, World.chat(LLAMA, ",\"max_tokens\":501")).error(400);
        assertThat(error.at("message").text()).contains("this API key").contains("500");
    }

    @Test
    void noStackTraceAndNoSecretInAnyError() throws IOException {
        String everything =
                world.post("{").body()
                        + world.ask("nope").body()
                        + world.get("/nope").body()
                        + world.post(World.chat(LLAMA, ",\"max_tokens\":60001")).body();
        assertThat(everything)
                .doesNotContain("upstream-key", World.KEY, "dev.sluice", "127.0.0.1", "\\tat");
    }
}
