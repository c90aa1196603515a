package dev.sluice.devkit.upstream;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.devkit.upstream.ScriptedAsk.BadRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Anthropic's Messages: what they ask, and the same answers in their words. */
final class ScriptedMessages implements Voice {
    private static final JSON WRITER = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);

    private final ScriptedAsk ask;
    private final String id;
    private int block;

    ScriptedMessages(ScriptedAsk ask, String id) {
        this.ask = ask;
        this.id = "msg_" + id;
    }

    /** Reads a request: as a chat that asks the same, near enough. */
    static ScriptedAsk ask(byte[] body) throws IOException, BadRequest {
        Map<String, Object> json = new LinkedHashMap<>(JSON.std.mapFrom(body));
        if (json.get("messages") instanceof List<?> messages
                && !messages.isEmpty()
                && messages.getLast() instanceof Map<?, ?> last) {
            List<Object> said = new ArrayList<>(messages);
            said.set(said.size() - 1, said(last));
            json.put("messages", said);
        }
        json.put("stop", json.get("stop_sequences"));
        if (json.get("tools") instanceof List<?> tools) {
            json.put("tools", tools.stream().map(ScriptedMessages::function).toList());
        }
        if (json.get("tool_choice") instanceof Map<?, ?> choice) {
            json.put("tool_choice", choice(choice));
        }
        return ScriptedAsk.of(true, JSON.std.asBytes(json));
    }

    private static Object said(Map<?, ?> message) {
        if (message.get("content") instanceof List<?> blocks) {
            for (Object block : blocks) {
                if (block instanceof Map<?, ?> members
                        && "tool_result".equals(members.get("type"))) {
                    Object content = members.get("content");
                    return object("role", "tool", "content", content == null ? "" : content);
                }
            }
        }
        return message;
    }

    private static Object function(Object tool) {
        Map<?, ?> members = tool instanceof Map<?, ?> map ? map : Map.of();
        return object(
                "type",
                "function",
                "function",
                object("name", members.get("name"), "parameters", members.get("input_schema")));
    }

    private static Object choice(Map<?, ?> choice) {
        return switch (String.valueOf(choice.get("type"))) {
            case "any" -> "required";
            case "tool" ->
                    object("type", "function", "function", object("name", choice.get("name")));
            default -> String.valueOf(choice.get("type"));
        };
    }

    @Override
    public String streamType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public List<String> events(
            int index, ScriptedAnswer answer, @Nullable Map<String, Object> usage) {
        List<String> events = new ArrayList<>();
        Map<String, Object> message = message(List.of(), null);
        message.put("usage", usage == null ? object() : usage(List.of()));
        events.add(event("message_start", object("message", message)));
        block(
                object("type", "thinking", "thinking", "", "signature", ""),
                "thinking_delta",
                "thinking",
                answer.reasoning(),
                events);
        block(object("type", "text", "text", ""), "text_delta", "text", answer.text(), events);
        ScriptedAnswer.ToolCall call = answer.toolCall();
        if (call != null) {
            block(
                    object(
                            "type",
                            "tool_use",
                            "id",
                            call.id(),
                            "name",
                            call.name(),
                            "input",
                            Map.of()),
                    "input_json_delta",
                    "partial_json",
                    call.arguments(),
                    events);
        }
        Map<String, Object> delta =
                object("stop_reason", stopReason(answer), "stop_sequence", null);
        events.add(
                event(
                        "message_delta",
                        usage == null
                                ? object("delta", delta)
                                : object("delta", delta, "usage", usage)));
        return events;
    }

    private void block(
            Map<String, Object> start,
            String type,
            String name,
            List<String> pieces,
            List<String> events) {
        if (pieces.isEmpty()) {
            return;
        }
        events.add(event("content_block_start", object("index", block, "content_block", start)));
        for (String piece : pieces) {
            Map<String, Object> delta = object("type", type, name, piece);
            events.add(event("content_block_delta", object("index", block, "delta", delta)));
        }
        events.add(event("content_block_stop", object("index", block)));
        block++;
    }

    @Override
    public String done() {
        return event("message_stop", object());
    }

    @Override
    public byte[] unary(List<ScriptedAnswer> answers, @Nullable Map<String, Object> usage) {
        ScriptedAnswer answer = answers.getFirst();
        List<Object> content = new ArrayList<>();
        if (!answer.reasoning().isEmpty()) {
            String thought = String.join("", answer.reasoning());
            content.add(object("type", "thinking", "thinking", thought, "signature", ""));
        }
        if (!answer.text().isEmpty()) {
            content.add(object("type", "text", "text", String.join("", answer.text())));
        }
        ScriptedAnswer.ToolCall call = answer.toolCall();
        if (call != null) {
            content.add(
                    object(
                            "type",
                            "tool_use",
                            "id",
                            call.id(),
                            "name",
                            call.name(),
                            "input",
                            input(String.join("", call.arguments()))));
        }
        Map<String, Object> message = message(content, stopReason(answer));
        if (usage != null) {
            message.put("usage", usage);
        }
        return text(message).getBytes(StandardCharsets.UTF_8);
    }

    private Map<String, Object> message(List<Object> content, @Nullable String stopReason) {
        Map<String, Object> message =
                object("id", id, "type", "message", "role", "assistant", "model", ask.model());
        message.put("content", content);
        message.put("stop_reason", stopReason);
        message.put("stop_sequence", null);
        return message;
    }

    private static String stopReason(ScriptedAnswer answer) {
        return switch (answer.finishReason()) {
            case "length" -> "max_tokens";
            case "tool_calls" -> "tool_use";
            default -> "end_turn";
        };
    }

    private static Object input(String arguments) {
        try {
            return JSON.std.mapFrom(arguments);
        } catch (IOException e) {
            throw new UncheckedIOException("arguments are JSON", e);
        }
    }

    /** A part of the prompt is always from the cache, and one goes into it. */
    @Override
    public Map<String, Object> usage(List<ScriptedAnswer> answers) {
        long cached = ask.promptTokens() / 4;
        return object(
                "input_tokens",
                ask.promptTokens() - 2 * cached,
                "cache_creation_input_tokens",
                cached,
                "cache_read_input_tokens",
                cached,
                "output_tokens",
                answers.stream().mapToLong(ScriptedAnswer::tokens).sum());
    }

    @Override
    public byte[] error() {
        return text(trouble()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String errorEvent() {
        return "event: error\ndata: " + text(trouble()) + "\n\n";
    }

    private static Map<String, Object> trouble() {
        return object(
                "type",
                "error",
                "error",
                object("type", "api_error", "message", "The server had an error."));
    }

    private static String event(String type, Map<String, Object> members) {
        Map<String, Object> data = object("type", type);
        data.putAll(members);
        return "event: " + type + "\ndata: " + text(data) + "\n\n";
    }

    private static String text(Object json) {
        try {
            return WRITER.asString(json);
        } catch (IOException e) {
            throw new UncheckedIOException("maps of strings and numbers can be written", e);
        }
    }

    private static Map<String, Object> object(@Nullable Object... keysAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
        }
        return object;
    }
}
