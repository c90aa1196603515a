package dev.sluice.wire.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.wire.answer.AnswerFormat;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialect.Piece;
import dev.sluice.wire.dialect.PieceChunks;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.openai.answer.AnswerRules;
import dev.sluice.wire.openai.answer.ChunkEditor;
import dev.sluice.wire.openai.answer.EventReader.Verdict;
import dev.sluice.wire.openai.answer.Fold;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import dev.sluice.wire.openai.answer.UnaryAnswer.Completion;
import dev.sluice.wire.openai.answer.UnaryEditor;
import dev.sluice.wire.sse.SseEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever a provider says, in however many pieces: sixteen times as many cost sixteen times as
 * much, in each client's language, streamed and whole.
 */
class LinearAnswersLawTest {
    private static final int MANY = 500;
    private static final AnswerRules RULES = new AnswerRules(true, false, false);

    enum Talks {
        CHAT("/v1/chat/completions", "'messages':[{'role':'user','content':'a'}]"),
        MESSAGES("/v1/messages", "'max_tokens':9,'messages':[{'role':'user','content':'a'}]"),
        RESPONSES("/v1/responses", "'input':'a','tools':[{'type':'custom','name':'c'}]");

        private final String path;
        private final String asks;

        Talks(String path, String asks) {
            this.path = path;
            this.asks = asks;
        }

        AnswerFormat format() throws BadRequest {
            Endpoint endpoint = Objects.requireNonNull(Endpoints.ALL.at(path));
            String body = ("{'model':'m'," + asks + "}").replace('\'', '"');
            Asked asked = endpoint.read(Content.json(body.getBytes(UTF_8)));
            Caller ann = new Caller("ann", List.of(), List.of());
            return endpoint.format(new Call("id", ann, asked.ask()), asked);
        }
    }

    /** Streams by what they are made of, each of so many pieces. */
    private static final Map<String, IntFunction<List<Piece>>> STREAMS = new LinkedHashMap<>();

    /** What stands many times in the one message of a whole answer, and what around it. */
    private static final Map<String, List<String>> WHOLE = new LinkedHashMap<>();

    static {
        STREAMS.put("text", i -> List.of(new Piece.Text("a")));
        STREAMS.put("calls", i -> List.of(call(i, "c" + i, "f", "{}")));
        STREAMS.put("calls of one index", i -> List.of(call(0, "c" + i, "f", "{}")));
        STREAMS.put("calls without an index", i -> List.of(call(-1, "c" + i, "f", "{}")));
        STREAMS.put("calls of custom tools", i -> List.of(call(i, "c" + i, "c", "{\"input\":\"")));
        STREAMS.put("calls without a name", i -> List.of(call(-1, "c" + i, "", "{}")));
        STREAMS.put("one call", i -> List.of(call(0, i == 0 ? "c" : "", i == 0 ? "f" : "", "1")));
        STREAMS.put(
                "calls, and more of the first",
                i -> List.of(call(i == 0 ? 0 : 1, "c" + i, "f", "{}"), call(0, "", "", " ")));
        STREAMS.put(
                "one that is not whole before calls",
                i -> List.of(call(i, "c" + i, "f", i == 0 ? "{" : "{}")));
        STREAMS.put(
                "calls and text by turns",
                i -> List.of(call(i, "c" + i, "f", "{}"), new Piece.Text("a")));
        STREAMS.put(
                "calls without a name, text and thoughts by turns",
                i ->
                        List.of(
                                call(1, "c" + i, "", "{}"),
                                new Piece.Text("a"),
                                new Piece.Reasoning("b")));
        STREAMS.put(
                "text and refusals by turns",
                i -> List.of(new Piece.Text("a"), new Piece.Refusal("b")));
        STREAMS.put(
                "text and how likely it is",
                i -> List.of(new Piece.Logprobs("{\"token\":\"a\"}"), new Piece.Text("a")));
        WHOLE.put(
                "calls",
                List.of(
                        "'tool_calls':[",
                        "{'id':'c#','type':'function','function':{'name':'f','arguments':'{}'}}",
                        "]"));
        WHOLE.put(
                "calls of one id",
                List.of(
                        "'tool_calls':[",
                        "{'id':'c','type':'function','function':{'name':'f','arguments':'{}'}}",
                        "]"));
        WHOLE.put("contents", List.of("", "'content':'0123456789'", ""));
        WHOLE.put("refusals", List.of("", "'refusal':'0123456789'", ""));
        WHOLE.put("thoughts", List.of("", "'reasoning':'0123456789'", ""));
        WHOLE.put("parts", List.of("'content':[", "{'type':'text','text':'0123456789'}", "]"));
        WHOLE.put(
                "thoughts in parts",
                List.of(
                        "'content':[",
                        "{'type':'thinking','thinking':[{'type':'text','text':'0123456789'}]}",
                        "]"));
        WHOLE.put("members", List.of("'content':'a',", "'a#':1", ""));
    }

    private static Piece call(int index, String id, String name, String arguments) {
        return new Piece.ToolCall(index, id, name, arguments);
    }

    @ParameterizedTest
    @EnumSource
    void aStreamsPieces(Talks talks) throws Exception {
        for (var stream : STREAMS.entrySet()) {
            Work.assertLinear(
                    talks + ": " + stream.getKey(),
                    MANY,
                    count -> {
                        List<SseEvent> events = events(stream.getValue(), count);
                        return () -> streamed(talks, events);
                    });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamThatIsFolded(Talks talks) throws Exception {
        for (var stream : STREAMS.entrySet()) {
            Work.assertLinear(
                    talks + ", folded: " + stream.getKey(),
                    MANY,
                    count -> {
                        List<SseEvent> events = events(stream.getValue(), count);
                        return () -> folded(talks, events);
                    });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWholeAnswersParts(Talks talks) throws Exception {
        for (var answer : WHOLE.entrySet()) {
            Work.assertLinear(
                    talks + ", whole: " + answer.getKey(),
                    5 * MANY,
                    count -> {
                        byte[] body = body(answer.getValue(), count);
                        return () -> whole(talks, UnaryEditor.read(body, RULES));
                    });
        }
    }

    private static List<SseEvent> events(IntFunction<List<Piece>> stream, int count) {
        PieceChunks chunks = new PieceChunks("id", 1, "model");
        List<SseEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            stream.apply(i).forEach(piece -> events.add(chunks.chunk(piece)));
        }
        events.add(chunks.chunk(new Piece.Finish("stop")));
        events.add(PieceChunks.done());
        return events;
    }

    private static boolean streamed(Talks talks, List<SseEvent> events)
            throws IOException, BadRequest {
        OutputStream out = OutputStream.nullOutputStream();
        AnswerFormat format = talks.format();
        ChunkEditor editor = new ChunkEditor(RULES);
        for (SseEvent event : events) {
            if (editor.accept(event) == Verdict.RELAY) {
                format.chunk(out, editor);
            }
        }
        assertThat(editor.endedProperly()).isTrue();
        format.finish(out, editor, 7);
        return true;
    }

    private static int folded(Talks talks, List<SseEvent> events) throws BadRequest {
        Fold fold = new Fold(RULES, 1 << 30);
        events.forEach(fold::add);
        return whole(talks, fold.answer(7));
    }

    private static int whole(Talks talks, UnaryAnswer answer) throws BadRequest {
        assertThat(answer).isInstanceOf(Completion.class);
        return talks.format().whole((Completion) answer, 7).toByteArray().length;
    }

    private static byte[] body(List<String> parts, int count) {
        StringBuilder body = new StringBuilder("{'choices':[{'index':0,'message':{");
        body.append("'role':'assistant',").append(parts.get(0));
        for (int i = 0; i < count; i++) {
            body.append(i == 0 ? "" : ",").append(parts.get(1).replace("#", String.valueOf(i)));
        }
        body.append(parts.get(2)).append("},'finish_reason':'stop'}]}");
        return body.toString().replace('\'', '"').getBytes(UTF_8);
    }
}
