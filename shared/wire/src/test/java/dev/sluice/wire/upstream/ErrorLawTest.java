package dev.sluice.wire.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.call.Secret;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.time.Clock;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.openai.answer.AnswerRules;
import dev.sluice.wire.openai.answer.ChunkEditor;
import dev.sluice.wire.openai.answer.EventReader;
import dev.sluice.wire.openai.answer.Fold;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import dev.sluice.wire.openai.answer.UnaryEditor;
import dev.sluice.wire.sse.SseEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** For any shape of an error the same code means the same, streamed or whole. */
class ErrorLawTest {
    private static final AnswerRules RULES = new AnswerRules(false, false, false);
    private static final FaultReader FAULTS = new FaultReader(Clock.system());
    private static final Secret KEY = new Secret("canary-key");
    private static final String FIRST =
            "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}";

    /** The shapes that can say a code. */
    private static List<String> shapes(String code) {
        String error = "{\"message\":\"m canary-key\",\"code\":" + code + "}";
        return List.of(
                "{\"error\":" + error + "}",
                "{\"id\":\"c\",\"error\":" + error + ",\"choices\":[]}",
                "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\",\"error\":"
                        + error
                        + "}]}",
                "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"x\"},\"error\":"
                        + error
                        + "}]}",
                "{\"code\":" + code + ",\"msg\":\"m canary-key\"}",
                "{\"object\":\"error\",\"message\":\"m canary-key\",\"code\":" + code + "}",
                "{\"detail\":{\"error\":" + error + "}}",
                "[{\"error\":" + error + "}]");
    }

    @Test
    void theSameCodeMeansTheSameInEveryShapeAndPlace() {
        for (int status = 400; status < 600; status++) {
            assertThat(kinds(Integer.toString(status))).as("%d", status).hasSize(1);
            assertThat(kinds("\"" + status + "\""))
                    .as("\"%d\"", status)
                    .isEqualTo(kinds(Integer.toString(status)));
        }
        for (String code :
                List.of("null", "7", "\"x\"", "-400", "400.5", "true", "[]", "{\"a\":1}")) {
            assertThat(kinds(code)).as(code).containsExactly(Fault.Kind.FAILED);
        }
    }

    @Test
    void aCodeWithANameIsAStatus() {
        assertThat(kinds("\"rate_limit_exceeded\"")).isEqualTo(kinds("429"));
        assertThat(kinds("\"invalid_api_key\"")).isEqualTo(kinds("401"));
        assertThat(kinds("\"insufficient_quota\"")).isEqualTo(kinds("402"));
        assertThat(kinds("\"context_length_exceeded\"")).isEqualTo(kinds("400"));
        assertThat(kinds("\"PERMISSION_DENIED\"")).isEqualTo(kinds("403"));
        assertThat(kinds("\"model_not_found\"")).isEqualTo(kinds("404"));
    }

    /** OpenRouter passes on the headers of what it asked. */
    @Test
    void aWaitInsideAnErrorIsReadWhereverItStands() {
        String metadata = "\"metadata\":{\"headers\":{\"X-RateLimit-Reset\":\"30\"},\"raw\":{}}";
        for (String code : List.of("429", "503")) {
            for (String shape : shapes(code + "," + metadata)) {
                for (UpstreamError error :
                        List.of(
                                whole(shape),
                                event(shape, false),
                                event(shape, true),
                                folded(shape))) {
                    if (!error.headers().isEmpty()) {
                        Fault fault = FAULTS.inStream(error, KEY);
                        assertThat(fault.waitMicros()).as(shape).isEqualTo(30_000_000);
                        assertThat(fault.kind()).isIn(Fault.Kind.RATE_LIMITED, Fault.Kind.BUSY);
                    } else {
                        assertThat(shape).startsWith("{\"code\"");
                    }
                }
            }
        }
    }

    private static Set<Fault.Kind> kinds(String code) {
        Set<Fault.Kind> kinds = new HashSet<>();
        for (String shape : shapes(code)) {
            for (UpstreamError error :
                    List.of(whole(shape), event(shape, false), event(shape, true), folded(shape))) {
                Fault fault = FAULTS.inStream(error, KEY);
                assertThat(fault.toString()).as(shape).doesNotContain("canary-key");
                kinds.add(fault.kind());
            }
        }
        return kinds;
    }

    private static UpstreamError whole(String shape) {
        UnaryAnswer read = UnaryEditor.read(shape.getBytes(UTF_8), RULES);
        assertThat(read).as(shape).isInstanceOf(UnaryAnswer.Failure.class);
        return ((UnaryAnswer.Failure) read).error();
    }

    private static UpstreamError event(String shape, boolean later) {
        ChunkEditor editor = new ChunkEditor(RULES);
        if (later) {
            editor.accept(SseEvent.of("", FIRST.getBytes(UTF_8)));
        }
        assertThat(editor.accept(SseEvent.of("", shape.getBytes(UTF_8))))
                .as(shape)
                .isEqualTo(EventReader.Verdict.ERROR);
        return Objects.requireNonNull(editor.error());
    }

    private static UpstreamError folded(String shape) {
        Fold fold = new Fold(RULES, 1 << 20);
        fold.add(SseEvent.of("", FIRST.getBytes(UTF_8)));
        assertThat(fold.add(SseEvent.of("", shape.getBytes(UTF_8)))).isFalse();
        return ((UnaryAnswer.Failure) fold.answer(1)).error();
    }
}
