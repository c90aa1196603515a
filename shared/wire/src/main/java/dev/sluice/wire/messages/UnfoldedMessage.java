package dev.sluice.wire.messages;

import dev.sluice.wire.dialect.PieceChunks;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.sse.SseEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The events that say the same as a whole message that nobody asked for as a whole. */
final class UnfoldedMessage {
    /** More than any model writes: each becomes some hundred bytes of events. */
    private static final int MOST_BLOCKS = 8_192;

    private final List<SseEvent> events = new ArrayList<>();
    private int index;

    private UnfoldedMessage() {}

    /** Of a body that is a message; one that is none where its blocks cannot be read. */
    static List<SseEvent> events(byte[] body) {
        UnfoldedMessage message = new UnfoldedMessage();
        try {
            message.all(JsonView.of(body).members());
        } catch (MalformedJson e) {
            return List.of(PieceChunks.malformed());
        }
        return message.events;
    }

    /**
     * What a whole message consists of.
     *
     * @throws MalformedJson of more than {@value #MOST_BLOCKS} blocks too
     */
    static List<JsonView> blocks(Map<String, JsonView> message) throws MalformedJson {
        JsonView content = message.get("content");
        return content == null ? List.of() : content.items(MOST_BLOCKS);
    }

    private void all(Map<String, JsonView> message) throws MalformedJson {
        JsonOut start = new JsonOut(512).raw("{\"type\":\"message_start\",\"message\":{");
        for (Map.Entry<String, JsonView> member : message.entrySet()) {
            start.item().text(member.getKey()).raw(":");
            switch (member.getKey()) {
                case "content" -> start.raw("[]");
                case "stop_reason", "stop_sequence" -> start.raw("null");
                default -> start.oneLine(member.getValue());
            }
        }
        event("message_start", start.raw("}}"));
        for (JsonView block : blocks(message)) {
            block(block);
        }
        JsonOut delta = new JsonOut(256).raw("{\"type\":\"message_delta\",\"delta\":{");
        delta.raw("\"stop_reason\":");
        value(delta, message.get("stop_reason"));
        delta.raw(",\"stop_sequence\":");
        value(delta, message.get("stop_sequence"));
        delta.raw("},\"usage\":");
        value(delta, message.get("usage"));
        event("message_delta", delta.raw("}"));
        event("message_stop", new JsonOut(64).raw("{\"type\":\"message_stop\"}"));
    }

    /** Text, thoughts and arguments come as deltas; all other blocks are whole from the start. */
    private void block(JsonView block) throws MalformedJson {
        Map<String, JsonView> members = block.members();
        String type = Members.wordOr(members, "type", "");
        JsonOut start = begin("content_block_start").raw(",\"content_block\":");
        switch (type) {
            case "text" -> {
                event("content_block_start", start.raw("{\"type\":\"text\",\"text\":\"\"}}"));
                delta("text_delta", "text", members.get("text"));
            }
            case "thinking" -> {
                start.raw("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}");
                event("content_block_start", start);
                delta("thinking_delta", "thinking", members.get("thinking"));
                delta("signature_delta", "signature", members.get("signature"));
            }
            case "tool_use" -> call(start, members);
            default -> event("content_block_start", start.oneLine(block).raw("}"));
        }
        event("content_block_stop", begin("content_block_stop").raw("}"));
        index++;
    }

    private void call(JsonOut start, Map<String, JsonView> members) {
        start.raw("{\"type\":\"tool_use\",\"id\":");
        value(start, members.get("id"));
        start.raw(",\"name\":");
        value(start, members.get("name"));
        event("content_block_start", start.raw(",\"input\":{}}}"));
        JsonView input = members.get("input");
        JsonOut delta = begin("content_block_delta").raw(",\"delta\":");
        delta.raw("{\"type\":\"input_json_delta\",\"partial_json\":");
        delta.text(input == null ? "{}" : new JsonOut(64).raw(input).toString());
        event("content_block_delta", delta.raw("}}"));
    }

    private void delta(String type, String name, @Nullable JsonView text) {
        if (text != null) {
            JsonOut delta = begin("content_block_delta").raw(",\"delta\":{\"type\":\"");
            delta.raw(type).raw("\",\"").raw(name).raw("\":").raw(text);
            event("content_block_delta", delta.raw("}}"));
        }
    }

    private JsonOut begin(String type) {
        return new JsonOut(256).raw("{\"type\":\"").raw(type).raw("\",\"index\":").number(index);
    }

    private static void value(JsonOut json, @Nullable JsonView value) {
        if (value == null) {
            json.raw("null");
        } else {
            json.oneLine(value);
        }
    }

    private void event(String name, JsonOut data) {
        events.add(SseEvent.of(name, data.toByteArray()));
    }
}
