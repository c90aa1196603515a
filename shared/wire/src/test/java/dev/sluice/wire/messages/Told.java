package dev.sluice.wire.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.core.call.Rejection;
import dev.sluice.wire.dialect.Piece;
import dev.sluice.wire.dialect.PieceChunks;
import dev.sluice.wire.openai.answer.AnswerRules;
import dev.sluice.wire.openai.answer.ChunkEditor;
import dev.sluice.wire.openai.answer.EventReader;
import dev.sluice.wire.openai.answer.EventReader.Verdict;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What a client of Messages is told of a provider's stream, event by event. */
record Told(List<Map<String, Object>> events) {

    /** Of chunks, which are translated. */
    static Told of(InputStream in) throws IOException {
        return relayed(in, new ChunkEditor(new AnswerRules(false, false, false)));
    }

    /** Of Anthropic's own events, which are passed through. */
    static Told passed(InputStream in) throws IOException {
        return relayed(in, new MessageReader(new MessageUsage()));
    }

    static byte[] chunks(List<Piece> pieces) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        PieceChunks chunks = new PieceChunks("id", 1, "model");
        for (Piece piece : pieces) {
            stream.writeBytes(("data: " + chunks.chunk(piece).dataText() + "\n\n").getBytes(UTF_8));
        }
        return stream.toByteArray();
    }

    private static Told relayed(InputStream in, EventReader reader) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MessagesFormat format = new MessagesFormat("0190-1", 7, Set.of());
        SseReader events = new SseReader(in);
        boolean failed = false;
        for (SseEvent event = events.next();
                event != null && !failed && !reader.sawDone();
                event = events.next()) {
            Verdict verdict = reader.accept(event);
            failed = verdict == Verdict.ERROR || verdict == Verdict.MALFORMED;
            if (verdict == Verdict.RELAY && reader instanceof ChunkEditor editor) {
                format.chunk(out, editor);
            } else if (verdict == Verdict.RELAY) {
                reader.writeTo(out);
            }
        }
        if (failed || !reader.endedProperly()) {
            format.fail(out, new Rejection.UpstreamFailed(502, "it broke off"));
        } else if (reader instanceof ChunkEditor editor) {
            format.finish(out, editor, 7);
        } else {
            reader.writeEnd(out, 7);
        }
        return read(out.toByteArray());
    }

    private static Told read(byte[] bytes) throws IOException {
        List<Map<String, Object>> told = new ArrayList<>();
        SseReader events = new SseReader(new ByteArrayInputStream(bytes));
        for (SseEvent event = events.next(); event != null; event = events.next()) {
            Map<String, Object> data = JSON.std.mapFrom(event.dataText());
            assertThat(event.name()).isEqualTo(data.get("type"));
            told.add(data);
        }
        return new Told(told);
    }

    List<String> types() {
        return events.stream().map(event -> String.valueOf(event.get("type"))).toList();
    }

    /** Blocks open and close one after the other, each once, between the start and the end. */
    void assertInOrder() {
        int open = -1;
        int next = 0;
        for (int i = 0; i < events.size(); i++) {
            String type = types().get(i);
            switch (type) {
                case "message_start" -> assertThat(i).isZero();
                case "content_block_start" -> {
                    assertThat(open).isEqualTo(-1);
                    open = next++;
                    assertThat(index(i)).isEqualTo(open);
                }
                case "content_block_delta" -> assertThat(index(i)).isEqualTo(open);
                case "content_block_stop" -> {
                    assertThat(index(i)).isEqualTo(open);
                    open = -1;
                }
                case "message_delta" -> assertThat(open).isEqualTo(-1);
                case "message_stop", "error" -> assertThat(i).isEqualTo(events.size() - 1);
                default -> throw new AssertionError(type);
            }
        }
    }

    private int index(int event) {
        return (Integer) Objects.requireNonNull(events.get(event).get("index"));
    }

    /** The blocks joined as clients join them. */
    List<Map<String, Object>> blocks() {
        List<Map<String, Object>> blocks = new ArrayList<>();
        for (Map<String, Object> event : events) {
            if ("content_block_start".equals(event.get("type"))) {
                blocks.add(new java.util.TreeMap<>(map(event, "content_block")));
                blocks.getLast().put("said", "");
            } else if ("content_block_delta".equals(event.get("type"))) {
                Map<String, Object> delta = map(event, "delta");
                for (String name : List.of("text", "thinking", "partial_json")) {
                    if (delta.get(name) instanceof String more) {
                        blocks.getLast().merge("said", more, (one, two) -> "" + one + two);
                    }
                }
            }
        }
        return blocks;
    }

    @SuppressWarnings("unchecked") // JSON objects are maps
    static Map<String, Object> map(Map<String, Object> of, String name) {
        return (Map<String, Object>) Objects.requireNonNull(of.get(name));
    }
}
