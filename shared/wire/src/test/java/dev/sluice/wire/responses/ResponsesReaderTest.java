package dev.sluice.wire.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.measure.Metered;
import dev.sluice.wire.openai.answer.EventReader.Verdict;
import dev.sluice.wire.sse.SseEvent;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is metered of a provider that speaks Responses itself. */
class ResponsesReaderTest {
    private final Passed passed = new Passed();
    private final ResponsesReader reader = new ResponsesReader(passed, false);

    private Verdict accept(String type, String more) {
        String json = "{\"type\":\"" + type + "\"" + more.replace('\'', '"') + "}";
        return reader.accept(SseEvent.of("", json.getBytes(UTF_8)));
    }

    private static String usage(String output) {
        return ",'response':{'usage':{'input_tokens':9,'output_tokens':" + output + "}}";
    }

    private void say() {
        accept("response.output_item.added", ",'item':{}");
        accept("response.output_text.delta", ",'delta':'\\u00e92345'");
    }

    @Test
    void aStreamThatBreaksOffHasUsedWhatWasRelayed() {
        say();
        accept("response.reasoning_summary_text.delta", ",'delta':'1234567'");
        accept("response.function_call_arguments.delta", ",'delta':'12345678'");
        assertThat(reader.usageOrEstimate(7)).isEqualTo(Metered.ofTokens(7, 0, 6, 0, true));
    }

    /** A response that failed came free. */
    @ParameterizedTest
    @ValueSource(strings = {"response.completed", "response.incomplete", "response.failed"})
    void howeverItEndsItCostsWhatItTells(String type) {
        say();
        accept(type, usage("1"));
        assertThat(reader.usage()).isEqualTo(Metered.ofTokens(9, 0, 1, 0, false));
        assertThat(reader.usageOrEstimate(7)).isEqualTo(Metered.ofTokens(9, 0, 1, 0, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"20000001", "99999999999", "-1", "1e9", "'3'"})
    void whatIsNoCountOfTokensIsNoUsage(String output) {
        say();
        accept("response.completed", usage(output));
        assertThat(reader.usage()).isNull();
        assertThat(reader.usageOrEstimate(7)).isEqualTo(Metered.ofTokens(7, 0, 2, 0, true));
    }

    /** Another candidate has failed as well: the client was never told of the first one's. */
    @Test
    void whatWasHeldBackIsNoStreamToGoOnFrom() throws Exception {
        accept("response.created", ",'sequence_number':0,'response':{'id':'resp_own'}");
        accept("response.in_progress", ",'sequence_number':1,'response':{'id':'resp_own'}");
        assertThat(passed.hasBegun()).isFalse();
        accept("response.output_item.added", ",'sequence_number':2,'item':{}");
        reader.writeTo(OutputStream.nullOutputStream());
        assertThat(passed.hasBegun()).isTrue();
        assertThat(passed.nextSequenceNumber()).isEqualTo(3);
        accept("response.failed", ",'sequence_number':3,'response':{'id':'resp_own'}");
        assertThat(passed.nextSequenceNumber()).isEqualTo(3);
        assertThat(passed.responseId()).isEqualTo("resp_own");
    }

    /** Then a hang-up waits a moment for the usage: it tells of thoughts that nobody saw. */
    @Test
    void onlyTheUsageMayBeMissingWhereAPartIsOver() {
        say();
        assertThat(reader.lacksOnlyUsage()).isFalse();
        accept("response.output_text.done", ",'text':'x'");
        assertThat(reader.lacksOnlyUsage()).isTrue();
        accept("response.output_item.added", ",'item':{}");
        assertThat(reader.lacksOnlyUsage()).isFalse();
        accept("response.output_item.done", ",'item':{}");
        assertThat(reader.lacksOnlyUsage()).isTrue();
    }
}
