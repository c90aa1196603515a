package dev.sluice.wire.openai.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.wire.error.OpenAiError;
import dev.sluice.wire.openai.Trees;
import dev.sluice.wire.openai.answer.EventReader.Verdict;
import dev.sluice.wire.sse.Reads;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseReader;
import dev.sluice.wire.sse.SseWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The relay in its plainest form, and what a client reads of it. */
record Relay(ChunkEditor editor, String sent, List<Verdict> verdicts) {
    static final AnswerRules SILENT = new AnswerRules(false, false, false);
    static final AnswerRules WITH_USAGE = new AnswerRules(true, false, false);
    static final long ESTIMATED_INPUT = 100;

    static Relay of(Reads in, AnswerRules rules) throws IOException {
        ChunkEditor editor = new ChunkEditor(rules);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Verdict> verdicts = new ArrayList<>();
        SseReader reader = new SseReader(in);
        for (SseEvent event = reader.next(); event != null; event = reader.next()) {
            Verdict verdict = editor.accept(event);
            verdicts.add(verdict);
            switch (verdict) {
                case RELAY -> editor.writeTo(out);
                case ERROR ->
                        new OpenAiError(
                                        Objects.requireNonNull(editor.error()).message(),
                                        "api_error",
                                        null,
                                        null)
                                .writeEvent(out);
                case MALFORMED ->
                        new OpenAiError("malformed", "api_error", null, null).writeEvent(out);
                case DROP, DONE -> {}
            }
            if (verdict == Verdict.ERROR || verdict == Verdict.MALFORMED) {
                return new Relay(editor, out.toString(UTF_8), verdicts);
            }
        }
        if (editor.endedProperly()) {
            editor.writeUsage(out, ESTIMATED_INPUT);
            SseWriter.done(out);
        } else {
            new OpenAiError("cut", "api_error", null, null).writeEvent(out);
        }
        return new Relay(editor, out.toString(UTF_8), verdicts);
    }

    /** A stream of these data lines, then {@code [DONE]}. */
    static Relay ofChunks(AnswerRules rules, String... chunks) throws IOException {
        StringBuilder stream = new StringBuilder();
        for (String chunk : chunks) {
            stream.append("data: ").append(chunk).append("\n\n");
        }
        return of(Reads.whole(stream.append("data: [DONE]\n\n").toString().getBytes(UTF_8)), rules);
    }

    /** The data of each event but {@code [DONE]}. */
    List<String> chunks() {
        return sent.lines()
                .filter(line -> line.startsWith("data: ") && !line.equals("data: [DONE]"))
                .map(line -> line.substring("data: ".length()))
                .toList();
    }

    List<@Nullable Object> trees() {
        List<@Nullable Object> trees = new ArrayList<>();
        chunks().forEach(chunk -> trees.add(Trees.parse(chunk)));
        return trees;
    }

    String text() {
        return joined("content");
    }

    /** The strings of that member of all deltas. */
    String joined(String member) {
        StringBuilder text = new StringBuilder();
        for (Object chunk : trees()) {
            text.append(
                    Objects.requireNonNullElse(Trees.at(chunk, "choices", 0, "delta", member), ""));
        }
        return text.toString();
    }

    /** Each finish reason that is not null, in order. */
    List<Object> finishReasons() {
        List<Object> reasons = new ArrayList<>();
        for (Object chunk : trees()) {
            Object reason = Trees.at(chunk, "choices", 0, "finish_reason");
            if (reason != null) {
                reasons.add(reason);
            }
        }
        return reasons;
    }

    /** Tool calls put together by index: id, name, arguments. */
    Map<String, List<String>> toolCalls() {
        Map<String, List<String>> calls = new TreeMap<>();
        for (Object chunk : trees()) {
            for (int i = 0; Trees.at(chunk, "choices", 0, "delta", "tool_calls", i) != null; i++) {
                Object call = Trees.at(chunk, "choices", 0, "delta", "tool_calls", i);
                String index = Objects.requireNonNull((Trees.Num) Trees.at(call, "index")).text();
                List<String> parts =
                        calls.computeIfAbsent(index, _ -> new ArrayList<>(List.of("", "", "")));
                append(parts, 0, Trees.at(call, "id"));
                append(parts, 1, Trees.at(call, "function", "name"));
                append(parts, 2, Trees.at(call, "function", "arguments"));
            }
        }
        return calls;
    }

    private static void append(List<String> parts, int i, @Nullable Object text) {
        parts.set(i, parts.get(i) + Objects.requireNonNullElse(text, ""));
    }
}
