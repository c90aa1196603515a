package dev.sluice.wire.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.openai.AnswerRules;
import dev.sluice.wire.openai.ChunkEditor;
import dev.sluice.wire.openai.EventReader;
import dev.sluice.wire.openai.UnaryAnswer;
import dev.sluice.wire.openai.UnaryEditor;
import dev.sluice.wire.sse.Reads;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is good enough to be relayed at one door can be read for every other one. */
class MisshapenChunksLawTest {
    private static final int CASES = 40_000;
    private static final AnswerRules RULES = new AnswerRules(false, false, false);

    private static final List<String> SEEDS =
            List.of(
                    "{'id':'c','choices':[{'index':0,'delta':{'role':'assistant','content':'a','reasoning':'b','refusal':'c'},'logprobs':{'content':[{'token':'a','top_logprobs':[]}],'refusal':null},'finish_reason':'stop'}],'usage':{'prompt_tokens':1,'completion_tokens':2}}",
                    "{'choices':[{'index':0,'delta':{'tool_calls':[{'index':1,'id':'t','type':'function','function':{'name':'f','arguments':'{}'}},{'index':2,'function':{'arguments':{'a':[1]}}}]},'finish_reason':null},{'index':1,'delta':{}}]}",
                    "{'choices':[{'delta':{'content':[{'type':'thinking','thinking':[{'type':'text','text':'a'}]},{'type':'text','text':'b'}],'function_call':{'name':'f','arguments':'{}'}}}],'x':{'y':[[]]}}");

    private static final String[] OTHERS = {
        "null", "7", "-1.5", "true", "[]", "{}", "'s'", "[1,2]", "[null]", "{'a':1}", "[{}]", "[[]]"
    };

    /** {@code [start, end)} of each value. */
    private static List<int[]> values(byte[] json) throws MalformedJson {
        List<int[]> values = new ArrayList<>();
        Deque<int[]> open = new ArrayDeque<>();
        try (JsonCursor cursor = new JsonCursor(json, 0, json.length)) {
            for (JsonToken token = cursor.next(); token != null; token = cursor.next()) {
                int start = cursor.start();
                int[] value = {start, cursor.end(start)};
                if (token.isStructStart()) {
                    open.push(value);
                } else if (token.isStructEnd()) {
                    int[] whole = open.pop();
                    whole[1] = value[1];
                    values.add(whole);
                } else if (token.isScalarValue()) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    private static String changed(String json, SplittableRandom random) throws MalformedJson {
        List<int[]> values = values(json.getBytes(UTF_8));
        int[] value = values.get(random.nextInt(values.size()));
        String other = OTHERS[random.nextInt(OTHERS.length)].replace('\'', '"');
        String kept = json.substring(value[0], value[1]);
        String news =
                switch (random.nextInt(5)) {
                    case 0 -> "[" + kept + "," + other + "]";
                    case 1 -> "{\"a\":" + kept + "}";
                    default -> other;
                };
        return json.substring(0, value[0]) + news + json.substring(value[1]);
    }

    @Test
    void whatIsRelayedCanBeReadForEveryDoor() throws Exception {
        SplittableRandom random = new SplittableRandom(20261129);
        for (int i = 0; i < CASES; i++) {
            String json = SEEDS.get(i % SEEDS.size()).replace('\'', '"');
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                json = changed(json, random);
            }
            SseReader events =
                    new SseReader(Reads.whole(("data: " + json + "\n\n").getBytes(UTF_8)));
            SseEvent event = Objects.requireNonNull(events.next());
            ChunkEditor editor = new ChunkEditor(RULES);
            if (editor.accept(event) == EventReader.Verdict.RELAY) {
                isReadable(editor.edited());
            }
            byte[] whole = json.replace("\"delta\"", "\"message\"").getBytes(UTF_8);
            if (UnaryEditor.read(whole, RULES) instanceof UnaryAnswer.Completion completion) {
                isReadable(completion.body().toByteArray());
            }
        }
    }

    private static void isReadable(byte[] chunk) {
        assertThatCode(() -> ChunkPieces.of(chunk, 0, chunk.length))
                .as(new String(chunk, UTF_8))
                .doesNotThrowAnyException();
    }
}
