package dev.sluice.wire.openai.request;

import static dev.sluice.wire.openai.request.Chats.MESSAGES;
import static dev.sluice.wire.openai.request.Chats.chat;
import static dev.sluice.wire.openai.request.Chats.completion;
import static dev.sluice.wire.openai.request.Chats.refused;
import static dev.sluice.wire.openai.request.Chats.with;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.openai.request.ChatRequest.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatEstimateTest {
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

    @Test
    void aSoundWeighsByItsLengthAndIsNoText() throws BadRequest {
        String sound =
                "[{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"%s\",\"format\":\"wav\"}}]}]";
        assertThat(estimate(sound.formatted("A".repeat(3_300_000))))
                .isEqualTo(estimate(sound.formatted("")) + 10_000);
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
}
