package dev.sluice.wire.openai.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.openai.Fixtures;
import dev.sluice.wire.openai.Fixtures.Fixture;
import dev.sluice.wire.openai.Trees;
import dev.sluice.wire.sse.Reads;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every recorded stream, whole, byte by byte and at every split, against its index: what was
 * counted and what a client sees.
 */
class FixtureTest {
    static List<Fixture> chats() {
        return Fixtures.chats();
    }

    static List<Fixture> all() {
        return Fixtures.all();
    }

    @ParameterizedTest
    @MethodSource("chats")
    void theClientSeesWhatTheIndexSays(Fixture fixture) throws IOException {
        for (AnswerRules rules : List.of(Relay.SILENT, Relay.WITH_USAGE)) {
            Relay relay = Relay.of(Reads.whole(fixture.bytes()), rules);
            assertThat(relay.text()).isEqualTo(fixture.expect("text"));
            assertThat(relay.joined("reasoning_content"))
                    .isEqualTo(Objects.requireNonNullElse(fixture.expect("reasoning"), ""));
            assertToolCalls(fixture, relay);
            Object finish = fixture.expect("finish_reason");
            assertThat(relay.finishReasons())
                    .isEqualTo(finish == null ? List.of() : List.of(finish));
            assertThat(relay.editor().finishReason()).isEqualTo(finish);
            assertThat(relay.editor().sawDone()).isEqualTo(fixture.expect("done"));
        }
    }

    private static void assertToolCalls(Fixture fixture, Relay relay) {
        Object call = fixture.expect("tool_calls", 0);
        Map<String, List<Object>> expected =
                call == null
                        ? Map.of()
                        : Map.of(
                                "0",
                                List.of(at(call, "id"), at(call, "name"), at(call, "arguments")));
        assertThat(relay.toolCalls()).isEqualTo(expected);
    }

    private static Object at(Object tree, String name) {
        return Objects.requireNonNull(Trees.at(tree, name));
    }

    @ParameterizedTest
    @MethodSource("chats")
    void theUsageIsWhatTheIndexSays(Fixture fixture) throws IOException {
        Metered usage = Relay.of(Reads.whole(fixture.bytes()), Relay.SILENT).editor().usage();
        if (fixture.expect("usage") == null) {
            assertThat(usage).isNull();
        } else {
            assertThat(usage)
                    .isEqualTo(
                            Metered.ofTokens(
                                    number(fixture, "prompt"),
                                    number(fixture, "cached"),
                                    number(fixture, "completion"),
                                    number(fixture, "reasoning"),
                                    false));
            assertThat(Objects.requireNonNull(usage).of(Measure.TOKENS))
                    .isEqualTo(number(fixture, "total"));
        }
    }

    private static long number(Fixture fixture, String name) {
        Object value = fixture.expect("usage", name);
        return value instanceof Trees.Num(String digits) ? Long.parseLong(digits) : 0;
    }

    @ParameterizedTest
    @MethodSource("chats")
    void theErrorIsWhatTheIndexSays(Fixture fixture) throws IOException {
        Relay relay = Relay.of(Reads.whole(fixture.bytes()), Relay.SILENT);
        UpstreamError error = relay.editor().error();
        if (fixture.expect("error") == null) {
            assertThat(error).isNull();
            assertThat(relay.editor().endedProperly()).isTrue();
            assertThat(relay.sent()).endsWith("data: [DONE]\n\n").containsOnlyOnce("[DONE]");
        } else {
            assertThat(error)
                    .isEqualTo(
                            new UpstreamError(
                                    Objects.requireNonNull(text(fixture, "message")),
                                    text(fixture, "type"),
                                    null,
                                    text(fixture, "code")));
            assertThat(relay.editor().endedProperly()).isFalse();
            assertThat(relay.sent()).doesNotContain("[DONE]");
        }
    }

    private static @Nullable String text(Fixture fixture, String name) {
        return (String) fixture.expect("error", name);
    }

    @ParameterizedTest
    @MethodSource("chats")
    void usageComesOnceAtTheEndOrNotAtAll(Fixture fixture) throws IOException {
        Relay silent = Relay.of(Reads.whole(fixture.bytes()), Relay.SILENT);
        assertThat(silent.trees())
                .allSatisfy(chunk -> assertThat(Trees.has(chunk, "usage")).isFalse());

        Relay asked = Relay.of(Reads.whole(fixture.bytes()), Relay.WITH_USAGE);
        if (fixture.expect("error") == null) {
            List<@Nullable Object> chunks = asked.trees();
            assertThat(Trees.at(chunks.getLast(), "choices")).isEqualTo(List.of());
            assertThat(Trees.at(chunks.getLast(), "usage", "prompt_tokens"))
                    .isInstanceOf(Trees.Num.class);
            assertThat(Trees.at(chunks.getLast(), "id")).isEqualTo(Trees.at(chunks.get(1), "id"));
            assertThat(chunks.subList(0, chunks.size() - 1))
                    .allSatisfy(chunk -> assertThat(Trees.at(chunk, "usage")).isNull());
        }
    }

    @ParameterizedTest
    @MethodSource("chats")
    void anySplitGivesTheSameRelay(Fixture fixture) throws IOException {
        byte[] bytes = fixture.bytes();
        for (AnswerRules rules : List.of(Relay.SILENT, Relay.WITH_USAGE)) {
            Relay whole = Relay.of(Reads.whole(bytes), rules);
            assertSame(whole, Relay.of(Reads.byteByByte(bytes), rules));
            for (int i = 1; i < bytes.length; i++) {
                assertSame(whole, Relay.of(Reads.splitAt(bytes, i), rules));
            }
        }
    }

    @Test
    void fixture13AsItCameGivesTheSameRelay() throws IOException {
        Relay whole = Relay.of(Reads.whole(Fixtures.named("13").bytes()), Relay.WITH_USAGE);
        assertSame(whole, Relay.of(new Reads(Fixtures.chunksOf13()), Relay.WITH_USAGE));
    }

    private static void assertSame(Relay expected, Relay actual) {
        assertThat(actual.sent()).isEqualTo(expected.sent());
        assertThat(actual.verdicts()).isEqualTo(expected.verdicts());
        assertThat(actual.editor().usage()).isEqualTo(expected.editor().usage());
        assertThat(actual.editor().error()).isEqualTo(expected.editor().error());
        assertThat(actual.editor().contentBytes()).isEqualTo(expected.editor().contentBytes());
    }

    @ParameterizedTest
    @MethodSource("all")
    void theReaderGivesTheSameEventsAtAnySplit(Fixture fixture) throws IOException {
        byte[] bytes = fixture.bytes();
        List<String> whole = events(Reads.whole(bytes));
        assertThat(whole).isNotEmpty();
        assertThat(events(Reads.byteByByte(bytes))).isEqualTo(whole);
        for (int i = 1; i < bytes.length; i++) {
            assertThat(events(Reads.splitAt(bytes, i))).isEqualTo(whole);
        }
    }

    @Test
    void namedEventsKeepTheirNames() throws IOException {
        List<String> events = events(Reads.whole(Fixtures.named("17").bytes()));
        assertThat(events).hasSize(10);
        assertThat(events.getFirst())
                .startsWith(
                        "response.created {\"type\":\"response.created\",\"sequence_number\":0,");
        assertThat(events.getLast()).startsWith("response.completed {");
    }

    @Test
    void whatNeedsNoEditIsRelayedByteForByte() throws IOException {
        byte[] bytes = Fixtures.named("13").bytes();
        assertThat(Relay.of(Reads.whole(bytes), Relay.SILENT).sent())
                .isEqualTo(
                        new String(bytes, UTF_8)
                                .replace(
                                        ",\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":12,\"total_tokens\":17}",
                                        ""));
    }

    private static List<String> events(Reads in) throws IOException {
        SseReader reader = new SseReader(in);
        List<String> events = new ArrayList<>();
        for (SseEvent e = reader.next(); e != null; e = reader.next()) {
            events.add(e.name() + " " + e.dataText());
        }
        return events;
    }
}
