package dev.sluice.wire.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.core.call.Rejection;
import dev.sluice.wire.dialect.Piece;
import dev.sluice.wire.dialect.PieceChunks;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.openai.answer.AnswerRules;
import dev.sluice.wire.openai.answer.ChunkEditor;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a client is told of a chat's stream, read as the official clients read it. */
record Transcript(List<Map<String, Object>> events) {
    static final String REQUEST_ID = "0199a1b2-c3d4-7000-8000-00000000abcd";

    /** Whom nothing is left out for. */
    static final String ASKED = "{\"model\":\"m\",\"input\":\"Hi\",\"stream\":true}";

    private static final Rejection BROKEN =
            new Rejection.UpstreamFailed(502, "The provider failed in mid-stream.");

    /** As the relay drives it: a stream that does not end properly is broken. */
    static Transcript of(InputStream in, String asked) throws IOException {
        ResponsesFormat format = format(asked);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ChunkEditor editor = new ChunkEditor(new AnswerRules(true, false, false));
        SseReader reader = new SseReader(in);
        boolean begun = false;
        boolean broken = false;
        for (SseEvent event = reader.next(); event != null && !broken; event = reader.next()) {
            switch (editor.accept(event)) {
                case RELAY -> {
                    if (!begun) {
                        format.begin(out);
                    }
                    begun = true;
                    format.chunk(out, editor);
                }
                case ERROR, MALFORMED -> broken = true;
                case DROP, DONE -> {}
            }
        }
        if (editor.endedProperly()) {
            format.finish(out, editor, 7);
        } else {
            format.fail(out, BROKEN);
        }
        return read(out.toString(UTF_8));
    }

    static Transcript ofChunks(String asked, String... chunks) throws IOException {
        StringBuilder stream = new StringBuilder();
        for (String chunk : chunks) {
            stream.append("data: ").append(chunk.replace('\'', '"')).append("\n\n");
        }
        return of(new ByteArrayInputStream(stream.toString().getBytes(UTF_8)), asked);
    }

    /** Of pieces, and then {@code [DONE]}. */
    static Transcript ofPieces(String asked, List<Piece> pieces) throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        PieceChunks chunks = new PieceChunks("id", 1, "model");
        for (Piece piece : pieces) {
            stream.writeBytes(("data: " + chunks.chunk(piece).dataText() + "\n\n").getBytes(UTF_8));
        }
        stream.writeBytes("data: [DONE]\n\n".getBytes(UTF_8));
        return of(new ByteArrayInputStream(stream.toByteArray()), asked);
    }

    static ResponsesFormat format(String asked) {
        try {
            ResponsesRequest request =
                    ResponsesRequest.parse(asked.replace('\'', '"').getBytes(UTF_8));
            return new ResponsesFormat(request, request.chat().names(), REQUEST_ID, new Passed());
        } catch (BadRequest e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Reads the frames: each one named as its type, on one line, numbered without a gap. */
    static Transcript read(String sent) throws IOException {
        List<Map<String, Object>> events = new ArrayList<>();
        for (String frame : sent.split("\n\n")) {
            String[] lines = frame.split("\n");
            assertThat(lines).hasSize(2);
            Map<String, Object> event = JSON.std.mapFrom(lines[1].substring("data: ".length()));
            assertThat(lines[0]).isEqualTo("event: " + event.get("type"));
            assertThat(event).containsEntry("sequence_number", events.size());
            events.add(event);
        }
        return new Transcript(events);
    }

    List<String> types() {
        return events.stream().map(event -> String.valueOf(event.get("type"))).toList();
    }

    Map<String, Object> response() {
        return object(events.getLast(), "response");
    }

    List<Map<String, Object>> output() {
        return objects(response(), "output");
    }

    List<Map<String, Object>> itemsDone() {
        return events.stream()
                .filter(event -> "response.output_item.done".equals(event.get("type")))
                .map(event -> object(event, "item"))
                .toList();
    }

    /** All events of one type. */
    List<Map<String, Object>> all(String type) {
        return events.stream().filter(event -> type.equals(event.get("type"))).toList();
    }

    /** What holds of every stream, whatever was in it. */
    void assertInOrder() {
        assertThat(types()).startsWith("response.created", "response.in_progress");
        assertThat(types().getLast())
                .isIn("response.completed", "response.incomplete", "response.failed");
        Map<Object, StringBuilder> deltas = new HashMap<>();
        List<Object> open = new ArrayList<>();
        for (Map<String, Object> event : events) {
            String type = String.valueOf(event.get("type"));
            if (type.equals("response.output_item.added")) {
                assertThat(open).as("one item after the other").isEmpty();
                open.add(object(event, "item").get("id"));
                assertThat(event).containsEntry("output_index", open.size() + closed(event) - 1);
            } else if (type.equals("response.output_item.done")) {
                assertThat(open).contains(object(event, "item").get("id"));
                open.remove(object(event, "item").get("id"));
            } else if (event.containsKey("item_id")) {
                assertThat(open).contains(event.get("item_id"));
                told(deltas, event);
            }
        }
        if (types().getLast().equals("response.failed")) {
            assertFailsOnce();
        } else {
            assertThat(open).isEmpty();
            assertThat(types()).doesNotContain("error");
        }
        assertThat(output()).isEqualTo(itemsDone());
    }

    /**
     * LangChain and the SDKs know the one, Codex the other: both say the same, and nothing more.
     */
    private void assertFailsOnce() {
        assertThat(types()).filteredOn("error"::equals).hasSize(1);
        assertThat(types()).endsWith("error", "response.failed");
        Map<String, Object> error = object(events.get(events.size() - 2), "error");
        assertThat(error).containsOnlyKeys("message", "type", "param", "code");
        assertThat(error).containsAllEntriesOf(object(response(), "error"));
        assertThat(error.get("type")).isInstanceOf(String.class);
    }

    private int closed(Map<String, Object> until) {
        return (int)
                events.subList(0, events.indexOf(until)).stream()
                        .filter(event -> "response.output_item.done".equals(event.get("type")))
                        .count();
    }

    /** Deltas add up to what is told as done. */
    private static void told(Map<Object, StringBuilder> deltas, Map<String, Object> event) {
        Object part = List.of(event.get("item_id"), event.getOrDefault("content_index", 0));
        StringBuilder text = deltas.computeIfAbsent(part, _ -> new StringBuilder());
        if (event.containsKey("delta")) {
            text.append(event.get("delta"));
            return;
        }
        for (String done : List.of("text", "arguments", "input", "refusal")) {
            if (event.containsKey(done)) {
                assertThat(event.get(done)).isEqualTo(text.toString());
            }
        }
    }

    @SuppressWarnings("unchecked") // as JSON has it
    static Map<String, Object> object(Map<String, Object> from, String name) {
        return (Map<String, Object>) Objects.requireNonNull(from.get(name), name);
    }

    @SuppressWarnings("unchecked") // as JSON has it
    static List<Map<String, Object>> objects(Map<String, Object> from, String name) {
        return (List<Map<String, Object>>) Objects.requireNonNull(from.get(name), name);
    }
}
