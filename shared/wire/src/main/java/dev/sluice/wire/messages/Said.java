package dev.sluice.wire.messages;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.openai.request.Thoughts;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** The blocks of one turn of the assistant, as a chat's message has them. */
final class Said {
    private final JsonOut text = new JsonOut(256);
    private final JsonOut thought = new JsonOut(64);
    private final JsonOut calls = new JsonOut(64);
    private final Set<String> callIds;
    private boolean speaks;
    private boolean isForeign;

    /**
     * @param callIds of the turns before, to which those of this one are added
     */
    Said(Set<String> callIds) {
        this.callIds = callIds;
    }

    void add(Map<String, JsonView> block, String param) throws BadRequest, MalformedJson {
        String type = Wrong.word(block, "type", param);
        isForeign |= Foreign.isBlock(block);
        switch (type) {
            case "text" -> {
                text.inside(Wrong.text(block, "text", param));
                speaks = true;
            }
            case "thinking" -> thought.inside(Wrong.text(block, "thinking", param));
            case "redacted_thinking" -> {} // nobody but its own model can read it
            case "tool_use" -> call(block, param);
            default -> throw Blocks.unknown(type, param);
        }
    }

    private void call(Map<String, JsonView> block, String param) throws BadRequest, MalformedJson {
        JsonView input = Wrong.required(block, "input", param);
        JsonView id = Wrong.text(block, "id", param);
        isForeign |= Foreign.isId(id) || !callIds.add(String.valueOf(id.text()));
        CallIds.write(calls.item().raw("{\"id\":"), id);
        calls.raw(",\"type\":\"function\",\"function\":{\"name\":");
        calls.raw(Wrong.text(block, "name", param)).raw(",\"arguments\":");
        calls.text(
                new String(
                        input.bytes(),
                        input.start(),
                        input.end() - input.start(),
                        StandardCharsets.UTF_8));
        calls.raw("}}");
    }

    boolean thinks() {
        return !thought.isEmpty();
    }

    /** Whether there is something in it that Claude would refuse. */
    boolean isForeign() {
        return isForeign;
    }

    /** The content, and what stands beside it. */
    void write(JsonOut message, Thoughts thoughts) {
        if (speaks || calls.isEmpty()) {
            message.raw("\"").raw(text).raw("\"");
        } else {
            message.raw("null");
        }
        thoughts.write(message, thought);
        if (!calls.isEmpty()) {
            message.raw(",\"tool_calls\":[").raw(calls).raw("]");
        }
    }
}
