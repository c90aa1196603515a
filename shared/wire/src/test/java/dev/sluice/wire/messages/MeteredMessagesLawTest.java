package dev.sluice.wire.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.wire.openai.TokenEstimate;
import dev.sluice.wire.openai.answer.EventReader;
import dev.sluice.wire.sse.SseEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is metered of Anthropic's events, passed through or read as a chat's. */
class MeteredMessagesLawTest {
    private static final List<String> ANSWER =
            List.of(
                    "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":10,\"cache_read_input_tokens\":3000,\"output_tokens\":1}}}",
                    begin("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"),
                    delta("{\"type\":\"thinking_delta\",\"thinking\":\"12345678901234\"}"),
                    delta("{\"type\":\"signature_delta\",\"signature\":\"c2lnbmF0dXJl\"}"),
                    "{\"type\":\"content_block_stop\",\"index\":0}",
                    begin("{\"type\":\"text\",\"text\":\"1234567\"}"),
                    delta("{\"type\":\"text_delta\",\"text\":\"\\u00e923456\\n\"}"),
                    "{\"type\":\"content_block_stop\",\"index\":0}",
                    begin("{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}"),
                    delta("{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"at\\\":1}\"}"),
                    "{\"type\":\"content_block_stop\",\"index\":0}");

    /** Bytes of thoughts, text and arguments up to each event. */
    private static final List<Integer> RELAYED = List.of(0, 0, 14, 14, 14, 21, 29, 29, 29, 37, 37);

    private static final String STOP =
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}";
    private static final String STOP_WITH_USAGE = STOP + ",\"usage\":{\"output_tokens\":42}}";

    private static String begin(String block) {
        return "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":" + block + "}";
    }

    private static String delta(String delta) {
        return "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":" + delta + "}";
    }

    private static SseEvent event(String json) {
        return SseEvent.of("", json.getBytes(UTF_8));
    }

    /** One of each language. */
    private static List<EventReader> both(List<String> events) {
        EventReader passed = new MessageReader(new MessageUsage());
        MessagesAsChat chat = new MessagesAsChat(false, "m");
        EventReader translated = chat.events();
        for (String json : events) {
            passed.accept(event(json));
            chat.read(event(json)).forEach(translated::accept);
        }
        return List.of(passed, translated);
    }

    private static List<String> answer(String... more) {
        List<String> events = new ArrayList<>(ANSWER);
        events.addAll(List.of(more));
        return events;
    }

    /** Until it is told, what has begun counts. */
    @Test
    void searchesInTheWebAreUsedWhereverTheStreamEnds() {
        String search =
                begin(
                        "{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"web_search\",\"input\":{}}");
        EventReader reader = new MessageReader(new MessageUsage());
        for (String json : List.of(ANSWER.getFirst(), search, search)) {
            reader.accept(event(json));
        }
        assertThat(reader.usageOrEstimate(7).of(Measure.SEARCHES)).isEqualTo(2);
        reader.accept(
                event(
                        STOP
                                + ",\"usage\":{\"output_tokens\":42,\"server_tool_use\":{\"web_search_requests\":3}}}"));
        assertThat(reader.usageOrEstimate(7).of(Measure.SEARCHES)).isEqualTo(3);
        assertThat(reader.usageOrEstimate(7).of(Measure.OUTPUT_TOKENS)).isEqualTo(42);
    }

    /** Anthropic's counts at the top are those of the answer alone. */
    @Test
    void whatACompactionUsedIsUsedToo() {
        String iterations =
                "\"iterations\":[{\"type\":\"compaction\",\"input_tokens\":180000,\"output_tokens\":3500},"
                        + "{\"type\":\"message\",\"input_tokens\":10,\"output_tokens\":42}]";
        List<String> events =
                answer(STOP + ",\"usage\":{\"output_tokens\":42," + iterations + "}}");
        for (EventReader reader : both(events)) {
            assertThat(reader.usageOrEstimate(7))
                    .isEqualTo(Metered.ofTokens(183_010, 3000, 3542, 0, false));
        }
    }

    @Test
    void whatACompactionSaidBeforeTheStreamBrokeOffIsUsed() {
        EventReader reader = new MessageReader(new MessageUsage());
        reader.accept(event(ANSWER.getFirst()));
        reader.accept(event(begin("{\"type\":\"compaction\",\"content\":null}")));
        reader.accept(
                event(
                        delta(
                                "{\"type\":\"compaction_delta\",\"content\":\""
                                        + "s".repeat(700)
                                        + "\"}")));
        assertThat(reader.usageOrEstimate(7))
                .isEqualTo(Metered.ofTokens(3010, 3000, TokenEstimate.ofBytes(700), 0, true));
    }

    /** One output token was billed, whatever had been relayed. */
    @Test
    void whereverTheStreamBreaksOffItHasUsedWhatWasRelayedAndTheInputAsTold() {
        for (int events = 1; events <= ANSWER.size(); events++) {
            long relayed = TokenEstimate.ofBytes(RELAYED.get(events - 1));
            Metered used = Metered.ofTokens(3010, 3000, Math.max(1, relayed), 0, relayed > 1);
            for (EventReader reader : both(ANSWER.subList(0, events))) {
                assertThat(reader.usageOrEstimate(7))
                        .as("%s after %d events", reader, events)
                        .isEqualTo(used);
            }
        }
    }

    @Test
    void atTheEndTheCountThatWasToldStands() {
        for (EventReader reader : both(answer(STOP_WITH_USAGE))) {
            assertThat(reader.usageOrEstimate(7))
                    .isEqualTo(Metered.ofTokens(3010, 3000, 42, 0, false));
        }
    }

    @Test
    void anEndThatTellsNoOutputIsNoCountOfIt() {
        for (String end :
                List.of(
                        STOP + "}",
                        STOP + ",\"usage\":{\"input_tokens\":10}}",
                        STOP + ",\"usage\":{\"output_tokens\":0}}")) {
            for (EventReader reader : both(answer(end, "{\"type\":\"message_stop\"}"))) {
                Metered used = reader.usageOrEstimate(7);
                assertThat(reader.endedProperly()).isTrue();
                assertThat(used.of(Measure.INPUT_TOKENS)).isEqualTo(3010);
                assertThat(used.of(Measure.OUTPUT_TOKENS)).as(end).isBetween(11L, 12L);
                assertThat(used.estimated()).isTrue();
            }
        }
    }

    @Test
    void whatIsNoCountOfTokensIsNoUsage() {
        String end = STOP_WITH_USAGE.replace("42", "20000001");
        for (EventReader reader : both(answer(end))) {
            assertThat(reader.usageOrEstimate(7).of(Measure.OUTPUT_TOKENS)).isBetween(11L, 12L);
        }
    }

    /** Then a hang-up waits a moment for the usage: it tells of thoughts that nobody saw. */
    @Test
    void onlyTheUsageMayBeMissingWhereABlockIsOver() {
        for (int events = 1; events <= ANSWER.size(); events++) {
            assertThat(both(ANSWER.subList(0, events)).getFirst().lacksOnlyUsage())
                    .as(ANSWER.get(events - 1))
                    .isEqualTo(ANSWER.get(events - 1).contains("content_block_stop"));
        }
        assertThat(both(answer(STOP_WITH_USAGE)).getFirst().lacksOnlyUsage()).isFalse();
        assertThat(both(answer(STOP + "}")).getFirst().lacksOnlyUsage()).isTrue();
    }
}
