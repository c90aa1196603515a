package dev.sluice.wire.openai.answer;

import static dev.sluice.wire.openai.answer.Chunks.STOP;
import static dev.sluice.wire.openai.answer.Chunks.USAGE;
import static dev.sluice.wire.openai.answer.Chunks.chunk;
import static dev.sluice.wire.openai.answer.Chunks.stream;
import static dev.sluice.wire.openai.answer.Chunks.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.measure.Metered;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkUsageTest {
    @Test
    void usageIsRemovedWhenTheClientDidNotAsk() throws IOException {
        Relay relay =
                Relay.ofChunks(
                        Relay.SILENT,
                        chunk("{\"content\":\"a\"}", "null", ",\"usage\":null"),
                        chunk("{}", "\"stop\"", ",\"usage\": " + USAGE + " , \"x\":1"),
                        "{\"usage\":"
                                + USAGE
                                + ",\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{}}]}",
                        "{\"id\":\"c1\",\"choices\":[],\"usage\":" + USAGE + "}",
                        "{\"usage\":" + USAGE + "}");
        assertThat(relay.chunks())
                .containsExactly(
                        text("a"),
                        chunk("{}", "\"stop\"", ",\"x\":1"),
                        "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{}}]}");
        assertThat(relay.editor().usage()).isEqualTo(Metered.ofTokens(9, 0, 4, 0, false));
    }

    @Test
    void usageOnAChunkWithChoicesMovesToAChunkOfItsOwn() throws IOException {
        Relay relay =
                Relay.ofChunks(
                        Relay.WITH_USAGE,
                        text("a"),
                        chunk("{}", "\"stop\"", ",\"usage\":" + USAGE));
        assertThat(relay.chunks())
                .containsExactly(
                        text("a"),
                        chunk("{}", "\"stop\"", ",\"usage\":null"),
                        "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":17,\"model\":\"m/1\",\"choices\":[],\"usage\":"
                                + USAGE
                                + "}");
        assertThat(relay.sent()).endsWith("}\n\ndata: [DONE]\n\n");
    }

    @Test
    void theUpstreamsOwnUsageChunkIsKeptAsItIs() throws IOException {
        String own =
                "{\"id\":\"c1\",\"choices\":[],\"usage\":"
                        + USAGE
                        + ",\"seed\":15924764223251450000,\"obfuscation\":\"x\"}";
        Relay relay = Relay.ofChunks(Relay.WITH_USAGE, text("a"), own, STOP);
        assertThat(relay.chunks()).containsExactly(text("a"), STOP, own);
    }

    @Test
    void ofSeveralUsagesTheLastCounts() throws IOException {
        String more = USAGE.replace("13", "14").replace("4,", "5,");
        Relay relay =
                Relay.ofChunks(
                        Relay.WITH_USAGE,
                        chunk("{}", "\"stop\"", ",\"usage\":" + USAGE),
                        "{\"id\":\"c1\",\"choices\":[],\"usage\":" + more + "}",
                        chunk("{}", "null", ",\"usage\":null"));
        assertThat(relay.editor().usage()).isEqualTo(Metered.ofTokens(9, 0, 5, 0, false));
        assertThat(relay.chunks().getLast()).contains(more);
    }

    @Test
    void aMissingUsageIsEstimatedFromWhatWasDelivered() throws IOException {
        Relay relay =
                Relay.ofChunks(
                        Relay.WITH_USAGE,
                        chunk("{\"content\":\"1234567\"}", "null", ""),
                        chunk(
                                "{\"reasoning\":\"1234567\",\"reasoning_content\":\"1234567\"}",
                                "null",
                                ""),
                        chunk(
                                "{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"1234567\"}}]}",
                                "\"stop\"",
                                ""));
        assertThat(relay.editor().contentBytes()).isEqualTo(21);
        assertThat(relay.editor().usageOrEstimate(100))
                .isEqualTo(Metered.ofTokens(100, 0, 6, 0, true));
        assertThat(relay.chunks().getLast())
                .endsWith(
                        "\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":6,\"total_tokens\":106}}");
    }

    @Test
    void textThatRepeatsTheDeltaCountsOnce() throws IOException {
        Relay relay =
                Relay.ofChunks(
                        Relay.SILENT,
                        "{\"id\":\"c\",\"choices\":[{\"index\":0,\"text\":\"abc\",\"delta\":{\"content\":\"abc\"}},{\"index\":1,\"text\":\"de\"}]}");
        assertThat(relay.editor().contentBytes()).isEqualTo(5);
    }

    @Test
    void contentMayBeNullAStringOrParts() throws IOException {
        Relay relay =
                Relay.ofChunks(
                        Relay.SILENT,
                        chunk("{\"content\":null}", "null", ""),
                        chunk(
                                "{\"content\":[{\"type\":\"text\",\"text\":\"abc\"},{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"de\"}]}]}",
                                "null",
                                ""),
                        STOP);
        assertThat(relay.editor().contentBytes()).isEqualTo(5);
        assertThat(relay.chunks()).hasSize(3);
    }

    @Test
    void reasoningOutsideTheCompletionIsBilled() throws IOException {
        String outside =
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":45,\"completion_tokens_details\":{\"reasoning_tokens\":30}}";
        String last = chunk("{}", "\"stop\"", ",\"usage\":" + outside);
        assertThat(Relay.ofChunks(new AnswerRules(false, true, false), last).editor().usage())
                .isEqualTo(Metered.ofTokens(10, 0, 35, 30, false));
        assertThat(Relay.ofChunks(Relay.SILENT, last).editor().usage())
                .as("whatever the provider is called")
                .isEqualTo(Metered.ofTokens(10, 0, 35, 30, false));
        String inside = last.replace("\"total_tokens\":45", "\"total_tokens\":15");
        assertThat(Relay.ofChunks(Relay.SILENT, inside).editor().usage())
                .isEqualTo(Metered.ofTokens(10, 0, 5, 30, false));
    }

    @Test
    void reasoningThatIsInTheTotalAloneIsBilledWhereTheProviderIsKnownToCountSo()
            throws IOException {
        String total = "{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":45}";
        String last = chunk("{}", "\"stop\"", ",\"usage\":" + total);
        assertThat(Relay.ofChunks(new AnswerRules(false, true, false), last).editor().usage())
                .isEqualTo(Metered.ofTokens(10, 0, 35, 0, false));
        assertThat(Relay.ofChunks(Relay.SILENT, last).editor().usage())
                .isEqualTo(Metered.ofTokens(10, 0, 5, 0, false));
    }

    @Test
    void aCountThatIsNotToldIsWhatTheTotalHasBesideTheOther() throws IOException {
        for (String told : List.of("\"prompt_tokens\":9", "\"completion_tokens\":4")) {
            String usage = "{" + told + ",\"total_tokens\":13}";
            String last = chunk("{}", "\"stop\"", ",\"usage\":" + usage);
            assertThat(Relay.ofChunks(Relay.SILENT, last).editor().usage())
                    .isEqualTo(Metered.ofTokens(9, 0, 4, 0, false));
        }
    }

    @Test
    void aFractionOfATokenIsRounded() throws IOException {
        String usage = "{\"prompt_tokens\":1000.0,\"completion_tokens\":2.5e1}";
        String last = chunk("{}", "\"stop\"", ",\"usage\":" + usage);
        assertThat(Relay.ofChunks(Relay.SILENT, last).editor().usage())
                .isEqualTo(Metered.ofTokens(1000, 0, 25, 0, false));
    }

    @Test
    void aZeroUsageAfterARealOneDoesNotWin() throws IOException {
        String zero = "{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}";
        Relay relay =
                Relay.ofChunks(
                        Relay.WITH_USAGE,
                        chunk("{}", "\"stop\"", ",\"usage\":" + USAGE),
                        "{\"id\":\"c1\",\"choices\":[],\"usage\":" + zero + "}");
        assertThat(relay.editor().usage()).isEqualTo(Metered.ofTokens(9, 0, 4, 0, false));
        assertThat(relay.chunks().getLast()).contains(USAGE);
    }

    @Test
    void zerosBesideRealTextAreEstimated() throws IOException {
        String zero = "{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}";
        Relay relay =
                Relay.ofChunks(
                        Relay.WITH_USAGE,
                        chunk("{\"content\":\"1234567\"}", "\"stop\"", ""),
                        "{\"id\":\"c1\",\"choices\":[],\"usage\":" + zero + "}");
        assertThat(relay.editor().usageOrEstimate(100))
                .isEqualTo(Metered.ofTokens(100, 0, 2, 0, true));
        assertThat(relay.chunks().getLast()).contains("\"prompt_tokens\":100");
    }

    @Test
    void cachedTokensAreFoundFlatNestedAndByDeepSeeksName() throws IOException {
        for (String cached :
                List.of(
                        "\"cached_tokens\":3",
                        "\"prompt_tokens_details\":{\"cached_tokens\":3}",
                        "\"prompt_cache_hit_tokens\":3",
                        "\"prompt_tokens_details\":null,\"cached_tokens\":3")) {
            String usage = "{\"prompt_tokens\":9,\"completion_tokens\":4," + cached + "}";
            assertThat(
                            Relay.ofChunks(
                                            Relay.SILENT,
                                            chunk("{}", "\"stop\"", ",\"usage\":" + usage))
                                    .editor()
                                    .usage())
                    .isEqualTo(Metered.ofTokens(9, 3, 4, 0, false));
        }
    }

    @Test
    void countsThatCannotBeAreNoUsage() throws IOException {
        for (String usage :
                List.of(
                        "{}",
                        "[]",
                        "\"x\"",
                        "7",
                        "{\"prompt_tokens\":-1,\"completion_tokens\":4}",
                        "{\"prompt_tokens\":9}",
                        "{\"prompt_tokens\":9,\"completion_tokens\":\"4\"}",
                        "{\"prompt_tokens\":9,\"completion_tokens\":99999999999999999999}",
                        "{\"prompt_tokens\":9,\"completion_tokens\":{\"a\":[1]}}")) {
            Relay relay =
                    Relay.ofChunks(Relay.SILENT, chunk("{}", "\"stop\"", ",\"usage\":" + usage));
            assertThat(relay.editor().usage()).as(usage).isNull();
            assertThat(relay.chunks()).containsExactly(STOP);
        }
        String tooMuchCached = "{\"prompt_tokens\":9,\"completion_tokens\":4,\"cached_tokens\":10}";
        assertThat(
                        Relay.ofChunks(
                                        Relay.SILENT,
                                        chunk("{}", "\"stop\"", ",\"usage\":" + tooMuchCached))
                                .editor()
                                .usage())
                .isEqualTo(Metered.ofTokens(9, 9, 4, 0, false));
    }

    @Test
    void usageOnAnErrorStillCounts() throws IOException {
        Relay relay = stream("data: {\"error\":{\"message\":\"m\"},\"usage\":" + USAGE + "}\n\n");
        assertThat(relay.editor().usage()).isEqualTo(Metered.ofTokens(9, 0, 4, 0, false));
    }

    /** Some providers tell a usage in every chunk: of the chunk, or of all so far. */
    @Test
    void aStreamThatBreaksOffHasUsedWhatWasRelayedUnlessItsUsageGrows() throws IOException {
        StringBuilder ofEach = new StringBuilder();
        StringBuilder ofAll = new StringBuilder();
        for (int tokens = 1; tokens <= 10; tokens++) {
            ofEach.append(saying(1));
            ofAll.append(saying(tokens));
        }
        assertThat(stream(ofEach.toString()).editor().usageOrEstimate(100))
                .isEqualTo(Metered.ofTokens(9, 0, 20, 0, true));
        assertThat(stream(ofAll.toString()).editor().usageOrEstimate(100))
                .isEqualTo(Metered.ofTokens(9, 0, 10, 0, false));
    }

    private static String saying(int tokens) {
        String usage = "{\"prompt_tokens\":9,\"completion_tokens\":" + tokens + "}";
        return "data: "
                + chunk("{\"content\":\"1234567\"}", "null", ",\"usage\":" + usage)
                + "\n\n";
    }

    @Test
    void aUsageThatWasToldBeforeTheTextIsNotTheAnswers() throws IOException {
        String early = chunk("{\"role\":\"assistant\"}", "null", ",\"usage\":" + USAGE);
        Relay relay = Relay.ofChunks(Relay.WITH_USAGE, early, text("1234567"), STOP);
        assertThat(relay.editor().usageOrEstimate(100))
                .isEqualTo(Metered.ofTokens(9, 0, 6, 0, true));
        assertThat(relay.chunks().getLast()).contains("\"completion_tokens\":6");
    }
}
