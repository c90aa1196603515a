package dev.sluice.wire.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.wire.openai.ChatRequest.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatRequestTest {
    private static final RequestRules TOGETHER = new RequestRules(true, true, true, true);
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private static ChatRequest chat(String json) throws BadRequest {
        return ChatRequest.parse(Kind.CHAT, json.getBytes(UTF_8));
    }

    /** A chat request with these members behind model and messages. */
    private static ChatRequest with(String members) throws BadRequest {
        return chat("{\"model\":\"m\"," + MESSAGES + "," + members + "}");
    }

    private static String patched(String json, RequestRules dialect) throws BadRequest {
        return new String(chat(json).patch("up/stream", dialect).toByteArray(), UTF_8);
    }

    private static BadRequest refused(String json) {
        return refused(Kind.CHAT, json.getBytes(UTF_8));
    }

    private static BadRequest refused(Kind kind, byte[] body) {
        BadRequest e = catchThrowableOfType(BadRequest.class, () -> ChatRequest.parse(kind, body));
        assertThat(e).as(new String(body, UTF_8)).isNotNull();
        return e;
    }

    private static BadRequest refusedWith(String members) {
        return refused("{\"model\":\"m\"," + MESSAGES + "," + members + "}");
    }

    @Test
    void theFactsAreRead() throws BadRequest {
        ChatRequest request =
                chat(
                        """
                        {"temperature":1e2,"model":"a\\/b","models":["c","d"],"stream":true,
                         "stream_options":{"include_obfuscation":false,"include_usage":true},
                         "max_tokens":5,"max_completion_tokens":7,"n":2,"logprobs":true,"tools":[{"type":"function"}],
                         "messages":[{"role":"developer","content":"x"},
                          {"content":[{"type":"text","text":"y"},{"type":"image_url","image_url":{"url":"https://x/y.png"}}],"role":"user"}]}
                        """);
        assertThat(request.model()).isEqualTo("a/b");
        assertThat(request.fallbackModels()).containsExactly("c", "d");
        assertThat(request.stream()).isTrue();
        assertThat(request.includeUsage()).isTrue();
        assertThat(request.maxTokens()).hasValue(7);
        assertThat(request.choices()).isEqualTo(2);
        assertThat(request.logprobs()).isTrue();
        assertThat(request.hasTools()).isTrue();
        assertThat(request.messageCount()).isEqualTo(2);
        assertThat(request.imageCount()).isEqualTo(1);
    }

    @Test
    void whatIsNotGivenHasOpenAisDefault() throws BadRequest {
        for (String nulls :
                List.of(
                        "\"user\":\"u\"",
                        "\"stream\":null,\"stream_options\":null,\"n\":null,\"max_tokens\":null,\"logprobs\":null,\"tools\":null,\"stop\":null,\"models\":null")) {
            ChatRequest request = with(nulls);
            assertThat(request.stream()).isFalse();
            assertThat(request.includeUsage()).isFalse();
            assertThat(request.maxTokens()).isEmpty();
            assertThat(request.choices()).isEqualTo(1);
            assertThat(request.logprobs()).isFalse();
            assertThat(request.hasTools()).isFalse();
            assertThat(request.fallbackModels()).isEmpty();
        }
    }

    @Test
    void inputIsBytesOverThreeAndAHalfAndFourAMessage() throws BadRequest {
        assertThat(chat("{\"model\":\"m\"," + MESSAGES + "}").estimatedInputTokens())
                .isEqualTo(1 + 4);
        assertThat(
                        estimate(
                                "[{\"role\":\"user\",\"content\":\""
                                        + "x".repeat(35)
                                        + "\"},{\"role\":\"user\",\"content\":\""
                                        + "東".repeat(7)
                                        + "\"}]"))
                .isEqualTo((35 + 21) * 2 / 7 + 8);
        assertThat(
                        estimate(
                                "[{\"role\":\"user\",\"content\":[{\"type\":\"x\",\"text\":\""
                                        + "\\u6771".repeat(7)
                                        + "\"}]}]"))
                .isEqualTo(Math.ceilDiv(22 * 2, 7) + 4);
    }

    @Test
    void logprobsByNumberAskForTheUpstreamsOwnForm() throws BadRequest {
        assertThat(with("\"logprobs\":true").logprobs()).isTrue();
        assertThat(with("\"logprobs\":3").logprobs()).isFalse();
        assertThat(refusedWith("\"logprobs\":21").param()).isEqualTo("logprobs");
    }

    @Test
    void noToolsAreNoTools() throws BadRequest {
        assertThat(with("\"tools\":[ ],\"functions\":[]").hasTools()).isFalse();
        assertThat(with("\"functions\":[{}]").hasTools()).isTrue();
    }

    @Test
    void toolsWeighTheSame() throws BadRequest {
        String tools = "[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";
        assertThat(with("\"tools\":" + tools).estimatedInputTokens())
                .isEqualTo(Math.ceilDiv((tools.length() + 2) * 2, 7) + 4);
    }

    @Test
    void aPictureWeighsTheSameWhateverItsBytes() throws BadRequest {
        String part =
                "[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"%s\"}}]}]";
        long inlined = estimate(part.formatted("data:image/png;base64," + "A".repeat(100_000)));
        assertThat(inlined).isEqualTo(Math.ceilDiv("image_url".length() * 2, 7) + 4 + 1_601);
        assertThat(estimate(part.formatted("https://e.example/a.png")))
                .isGreaterThanOrEqualTo(inlined);
    }

    @Test
    void aDataUrlIsOneInAnyLetterCase() throws BadRequest {
        String part =
                "[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"%s:image/png;base64,"
                        + "A".repeat(100_000)
                        + "\"}}]}]";
        for (String scheme : List.of("DATA", "Data", "dATa")) {
            assertThat(estimate(part.formatted(scheme)))
                    .isEqualTo(estimate(part.formatted("data")));
        }
    }

    @Test
    void aCompletionMayAskForItsPromptAlone() throws BadRequest {
        ChatRequest request =
                ChatRequest.parse(
                        Kind.COMPLETION,
                        "{\"model\":\"m\",\"prompt\":\"hello\",\"max_tokens\":0,\"echo\":true}"
                                .getBytes(UTF_8));
        assertThat(request.maxTokens()).hasValue(0);
        assertThat(request.estimatedInputTokens()).isEqualTo(2);
    }

    /** 50 prompts reserved 121 tokens. */
    @Test
    void eachPromptOfAListIsAnsweredAndTheBestOfSeveralAreGenerated() throws BadRequest {
        String fifty = "[" + "\"a\",".repeat(49) + "\"a\"]";
        assertThat(completion(fifty, "").answers()).isEqualTo(50);
        assertThat(completion(fifty, ",\"n\":2").answers()).isEqualTo(100);
        assertThat(completion("\"a\"", ",\"n\":2,\"best_of\":5").answers()).isEqualTo(5);
        assertThat(completion("[1,2,3]", "").answers()).isEqualTo(1);
        assertThat(completion("[[1,2],[3],[4]]", "").answers()).isEqualTo(3);
        assertThat(completion("[[1,2],[3,4,5],[6]]", "").leastInputTokens()).isEqualTo(3);
        assertThat(completion("[\"" + "a".repeat(70) + "\",\"b\"]", "").leastInputTokens())
                .isEqualTo(10);
    }

    @Test
    void ofBothLimitsOfOutputTheLargerIsReserved() throws BadRequest {
        assertThat(with("\"max_tokens\":9,\"max_completion_tokens\":7").maxTokens()).hasValue(9);
        assertThat(with("\"max_tokens\":7,\"max_completion_tokens\":9").maxTokens()).hasValue(9);
    }

    @Test
    void largeAttachmentsWeighMore() throws BadRequest {
        assertThat(
                        estimate(
                                "[{\"role\":\"user\",\"content\":[{\"type\":\"file\",\"file\":{\"file_data\":\""
                                        + "A".repeat(2_500_000)
                                        + "\"}}]}]"))
                .isGreaterThan(100_000);
        String picture =
                "[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{%s}}]}]";
        String url = "\"url\":\"data:image/png;base64,%s\"";
        assertThat(estimate(picture.formatted(url.formatted("A".repeat(500_000)))))
                .isGreaterThan(6_404);
        assertThat(estimate(picture.formatted("\"url\":\"https://e.example/a.png\"")))
                .isGreaterThan(6_404);
        String small = url.formatted("A");
        assertThat(estimate(picture.formatted(small + "," + small + "," + small)))
                .as("said again it is not less")
                .isGreaterThan(estimate(picture.formatted(small)));
    }

    private static ChatRequest completion(String prompt, String more) throws BadRequest {
        return ChatRequest.parse(
                Kind.COMPLETION,
                ("{\"model\":\"m\",\"prompt\":" + prompt + more + "}").getBytes(UTF_8));
    }

    @Test
    void aTextThatLooksLikeADataUrlIsText() throws BadRequest {
        assertThat(
                        estimate(
                                "[{\"role\":\"user\",\"content\":\"data:"
                                        + "x".repeat(35_000)
                                        + "\"}]"))
                .isGreaterThan(10_000);
        assertThat(estimate("[{\"role\":\"user\",\"url\":\"data:" + "x".repeat(35_000) + "\"}]"))
                .isGreaterThan(10_000);
    }

    private static long estimate(String messages) throws BadRequest {
        return chat("{\"model\":\"m\",\"messages\":" + messages + "}").estimatedInputTokens();
    }

    @Test
    void aPromptIsTextOrTextsOrTokenIds() throws BadRequest {
        assertThat(prompt("\"" + "x".repeat(35) + "\"")).isEqualTo(10);
        assertThat(prompt("[\"" + "x".repeat(35) + "\",\"" + "x".repeat(35) + "\"]")).isEqualTo(20);
        assertThat(prompt("[1,2,3]")).isEqualTo(3);
        assertThat(prompt("[[1,2,3],[4]]")).isEqualTo(4);
        assertThat(
                        refused(Kind.COMPLETION, "{\"model\":\"m\",\"prompt\":[]}".getBytes(UTF_8))
                                .code())
                .isEqualTo("empty_array");
        assertThat(
                        refused(
                                        Kind.COMPLETION,
                                        "{\"model\":\"m\",\"prompt\":[{}]}".getBytes(UTF_8))
                                .code())
                .isEqualTo("invalid_type");
        assertThat(refused(Kind.COMPLETION, "{\"model\":\"m\"}".getBytes(UTF_8)).param())
                .isEqualTo("prompt");
    }

    private static long prompt(String prompt) throws BadRequest {
        return ChatRequest.parse(
                        Kind.COMPLETION,
                        ("{\"model\":\"m\",\"prompt\":" + prompt + "}").getBytes(UTF_8))
                .estimatedInputTokens();
    }

    @Test
    void onlyTheModelChangesForOpenAi() throws BadRequest {
        String body =
                "{ \"seed\":15924764223251450000 , \"temperature\" :"
                        + " 1e2,\"big\":9007199254740993,\n"
                        + "\"model\" : \"gpt\\u002d4\",\t\"x\":\"\\u00e9\\/\","
                        + MESSAGES
                        + ",\"stop\":\"a\",\"logprobs\":true,\"max_completion_tokens\":3 } ";
        assertThat(patched(body, RequestRules.OPENAI))
                .isEqualTo(body.replace("\"gpt\\u002d4\"", "\"up/stream\""));
    }

    @Test
    void theUpstreamsModelIdIsEscaped() throws BadRequest {
        byte[] body = with("\"a\":1").patch("a\"b", RequestRules.OPENAI).toByteArray();
        assertThat(Trees.object(body)).containsEntry("model", "a\"b");
    }

    @Test
    void theLengthIsKnownBeforehand() throws BadRequest {
        var patched =
                with("\"models\":[\"x\"],\"stream\":true,\"stop\":\"a\"")
                        .patch("up/stream", TOGETHER);
        assertThat(patched.lengthBytes()).isEqualTo(patched.toByteArray().length);
    }

    @Test
    void usageIsAlwaysAskedForInAStream() throws BadRequest {
        String rest = "\"stream\":true,\"model\":\"m\"," + MESSAGES;
        String model = rest.replace("\"m\"", "\"up/stream\"");
        assertThat(patched("{" + rest + "}", RequestRules.OPENAI))
                .isEqualTo("{\"stream_options\":{\"include_usage\":true}," + model + "}");
        assertOptions(rest, "null", "{\"include_usage\":true}");
        assertOptions(rest, "{ }", "{\"include_usage\":true}");
        assertOptions(
                rest,
                "{\"include_obfuscation\" : false}",
                "{\"include_usage\":true,\"include_obfuscation\" : false}");
        assertOptions(
                rest,
                "{\"include_usage\": false ,\"x\":1e2}",
                "{\"include_usage\": true ,\"x\":1e2}");
        assertOptions(rest, "{\"include_usage\":null}", "{\"include_usage\":true}");
        assertOptions(
                rest,
                "{\"x\":{\"include_usage\":false},\"include_usage\":true}",
                "{\"x\":{\"include_usage\":false},\"include_usage\":true}");
    }

    private static void assertOptions(String rest, String given, String expected)
            throws BadRequest {
        String patched =
                patched("{" + rest + ",\"stream_options\":" + given + "}", RequestRules.OPENAI);
        assertThat(patched).endsWith(",\"stream_options\":" + expected + "}");
    }

    @Test
    void withoutAStreamItsOptionsStay() throws BadRequest {
        String body =
                "{\"model\":\"m\"," + MESSAGES + ",\"stream_options\":{\"include_usage\":false}}";
        assertThat(patched(body, RequestRules.OPENAI))
                .isEqualTo(body.replace("\"m\"", "\"up/stream\""));
    }

    @Test
    void theFallbackListNeverGoesUpstream() throws BadRequest {
        assertThat(
                        patched(
                                "{\"models\":[\"a\"],\"model\":\"m\"," + MESSAGES + "}",
                                RequestRules.OPENAI))
                .isEqualTo("{\"model\":\"up/stream\"," + MESSAGES + "}");
        assertThat(
                        patched(
                                "{\"model\":\"m\"," + MESSAGES + " , \"models\" : [] }",
                                RequestRules.OPENAI))
                .isEqualTo("{\"model\":\"up/stream\"," + MESSAGES + "  }");
        assertThat(
                        patched(
                                "{\"model\":\"m\",\"models\":null," + MESSAGES + "}",
                                RequestRules.OPENAI))
                .isEqualTo("{\"model\":\"up/stream\"," + MESSAGES + "}");
    }

    @Test
    void maxCompletionTokensBecomesMaxTokensAndWins() throws BadRequest {
        String rest = "\"model\":\"m\"," + MESSAGES;
        String model = rest.replace("\"m\"", "\"up/stream\"");
        assertThat(patched("{" + rest + ",\"max_completion_tokens\" : 7}", TOGETHER))
                .isEqualTo("{" + model + ",\"max_tokens\" : 7}");
        assertThat(patched("{\"max_tokens\":5,\"max_completion_tokens\":7," + rest + "}", TOGETHER))
                .isEqualTo("{\"max_tokens\":7," + model + "}");
        assertThat(patched("{" + rest + ",\"max_completion_tokens\":7,\"max_tokens\":5}", TOGETHER))
                .isEqualTo("{" + model + ",\"max_tokens\":7}");
        assertThat(
                        patched(
                                "{" + rest + ",\"max_completion_tokens\":null,\"max_tokens\":5}",
                                TOGETHER))
                .isEqualTo("{" + model + ",\"max_tokens\":5}");
        assertThat(patched("{" + rest + ",\"max_tokens\":5}", TOGETHER))
                .isEqualTo("{" + model + ",\"max_tokens\":5}");
    }

    @Test
    void theLogprobsFlagBecomesANumber() throws BadRequest {
        String rest = "\"model\":\"m\"," + MESSAGES;
        String model = rest.replace("\"m\"", "\"up/stream\"");
        assertThat(patched("{" + rest + ",\"logprobs\":true}", TOGETHER))
                .isEqualTo("{" + model + ",\"logprobs\":1}");
        assertThat(patched("{\"top_logprobs\":3," + rest + ",\"logprobs\":true}", TOGETHER))
                .isEqualTo("{" + model + ",\"logprobs\":3}");
        assertThat(patched("{" + rest + ",\"logprobs\":true,\"top_logprobs\":0}", TOGETHER))
                .isEqualTo("{" + model + ",\"logprobs\":1}");
        assertThat(patched("{" + rest + ",\"logprobs\":false}", TOGETHER))
                .isEqualTo("{" + model + "}");
        assertThat(patched("{" + rest + ",\"logprobs\":5}", TOGETHER))
                .isEqualTo("{" + model + ",\"logprobs\":5}");
    }

    @Test
    void aSingleStopIsWrapped() throws BadRequest {
        String rest = "{\"model\":\"up/stream\"," + MESSAGES + ",\"stop\":";
        String given = rest.replace("up/stream", "m");
        assertThat(patched(given + "\"a\\\"]\"}", TOGETHER)).isEqualTo(rest + "[\"a\\\"]\"]}");
        assertThat(patched(given + "[\"a\"]}", TOGETHER)).isEqualTo(rest + "[\"a\"]}");
        assertThat(patched(given + "null}", TOGETHER)).isEqualTo(rest + "null}");
    }

    @Test
    void theDeveloperIsTheSystem() throws BadRequest {
        String body =
                "{\"model\":\"up/stream\",\"messages\":[{\"role\" :"
                        + " \"developer\",\"content\":\"developer\"},{\"content\":\"\",\"role\":\"develop\\u0065r\"},{\"role\":\"user\"}]}";
        assertThat(patched(body, TOGETHER))
                .isEqualTo(
                        body.replace("\"role\" : \"developer\"", "\"role\" : \"system\"")
                                .replace("\"develop\\u0065r\"", "\"system\""));
        assertThat(patched(body, RequestRules.OPENAI)).isEqualTo(body);
    }

    @Test
    void severalRemovalsLeaveAnObject() throws BadRequest {
        for (String body :
                List.of(
                        "{\"models\":[\"a\"],\"max_tokens\":1,\"top_logprobs\":2,\"model\":\"m\",\"max_completion_tokens\":3,\"logprobs\":true,"
                                + MESSAGES
                                + "}",
                        "{\"models\":[\"a\"],\"model\":\"m\",\"max_tokens\":1,\"max_completion_tokens\":3,\"top_logprobs\":2,\"logprobs\":true,"
                                + MESSAGES
                                + "}",
                        "{\"model\":\"m\",\"max_completion_tokens\":3,\"logprobs\":true,"
                                + MESSAGES
                                + ",\"models\":[\"a\"] , \"max_tokens\":1 , \"top_logprobs\":2}")) {
            assertThat(Trees.object(patched(body, TOGETHER).getBytes(UTF_8)))
                    .containsOnlyKeys("model", "max_tokens", "logprobs", "messages")
                    .containsEntry("max_tokens", new Trees.Num("3"))
                    .containsEntry("logprobs", new Trees.Num("2"));
        }
    }

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
    void aListOfModelsAloneWillDo() throws BadRequest {
        byte[] body =
                ("{\"models\":[\"a\",\"b\"]," + MESSAGES + "}").getBytes(StandardCharsets.UTF_8);
        ChatRequest request = ChatRequest.parse(ChatRequest.Kind.CHAT, body);
        assertThat(request.model()).isEqualTo("a");
        assertThat(request.fallbackModels()).containsExactly("b");
        assertThat(
                        new String(
                                request.patch("up", RequestRules.OPENAI).toByteArray(),
                                StandardCharsets.UTF_8))
                .isEqualTo("{\"model\":\"up\"," + MESSAGES + "}");
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
