package dev.sluice.devkit.upstream;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Together's JSON, with what sets it apart from OpenAI's, as recorded in April 2026: {@code text}
 * repeats the delta's content, a role and a token id on every chunk, a seed beyond 2^63, usage on
 * the chunk with the finish reason, the finish reason twice after a tool call, {@code prompt:[]} in
 * unary answers, models as a bare array.
 */
final class Together implements Voice {

    /** A content type of its own as well. */
    static final String STREAM_TYPE = "text/event-stream;charset=utf-8";

    static final String DONE = "data: [DONE]\n\n";

    private static final JSON WRITER = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);
    private static final BigInteger SEED_BASE = new BigInteger("15924764223251450000");
    private static final List<String> MODELS =
            List.of(
                    "meta-llama/Llama-3.3-70B-Instruct-Turbo",
                    "deepseek-ai/DeepSeek-R1",
                    "openai/gpt-oss-20b",
                    "Qwen/Qwen2.5-7B-Instruct-Turbo");

    private final ScriptedAsk ask;
    private final String id;
    private final long createdSeconds;

    Together(ScriptedAsk ask, String id, long createdSeconds) {
        this.ask = ask;
        this.id = id;
        this.createdSeconds = createdSeconds;
    }

    @Override
    public String streamType() {
        return STREAM_TYPE;
    }

    @Override
    public String done() {
        return DONE;
    }

    @Override
    public byte[] error() {
        return error("The server had an error.", "server_error", null);
    }

    @Override
    public String errorEvent() {
        return "data: " + new String(error(), StandardCharsets.UTF_8) + "\n\n";
    }

    @Override
    public List<String> events(
            int index, ScriptedAnswer answer, @Nullable Map<String, Object> usage) {
        List<String> events = new ArrayList<>();
        answer.reasoning()
                .forEach(token -> events.add(event(choice(index, delta("", token), null), false)));
        answer.text()
                .forEach(
                        token -> events.add(event(choice(index, delta(token, null), null), false)));
        if (answer.toolCall() != null) {
            toolCallEvents(index, answer.toolCall(), events);
        }
        Map<String, Object> last = choice(index, delta("", null), answer.finishReason());
        last.put("seed", seed(index));
        Map<String, Object> chunk = chunk(last);
        if (usage != null) {
            chunk.put("usage", usage);
        }
        events.add("data: " + text(chunk) + "\n\n");
        return events;
    }

    private void toolCallEvents(int index, ScriptedAnswer.ToolCall call, List<String> events) {
        Map<String, Object> first = choice(index, delta("", null), null);
        first.put("role", "assistant");
        events.add(event(first, true));
        Map<String, Object> opened = object("index", 0, "id", call.id(), "type", "function");
        opened.put("function", object("name", call.name(), "arguments", ""));
        events.add(event(choice(index, toolDelta(opened), null), true));
        for (int i = 0; i < call.arguments().size(); i++) {
            Map<String, Object> piece =
                    object("index", 0, "function", object("arguments", call.arguments().get(i)));
            boolean last = i == call.arguments().size() - 1;
            events.add(event(choice(index, toolDelta(piece), last ? "tool_calls" : null), true));
        }
    }

    /**
     * @param bare without the keys {@code seed} and {@code usage}, as in tool calls
     */
    private String event(Map<String, Object> choice, boolean bare) {
        Map<String, Object> chunk = chunk(choice);
        if (bare) {
            choice.remove("seed");
        } else if (ask.script() != Script.NO_USAGE) {
            chunk.put("usage", null);
        }
        return "data: " + text(chunk) + "\n\n";
    }

    private Map<String, Object> chunk(Map<String, Object> choice) {
        Map<String, Object> chunk =
                object(
                        "id",
                        id,
                        "object",
                        ask.chat() ? "chat.completion.chunk" : "completion.chunk");
        chunk.put("created", createdSeconds);
        chunk.put("choices", List.of(choice));
        chunk.put("model", ask.model());
        return chunk;
    }

    private static Map<String, Object> choice(
            int index, Map<String, Object> delta, @Nullable String finishReason) {
        Map<String, Object> choice =
                object("index", index, "text", delta.get("content"), "logprobs", null);
        choice.put("finish_reason", finishReason);
        choice.put("seed", null);
        choice.put("delta", delta);
        return choice;
    }

    private static Map<String, Object> delta(String content, @Nullable String reasoning) {
        Object tokenId = content.isEmpty() ? null : Math.floorMod(content.hashCode(), 128_000);
        Map<String, Object> delta =
                object("token_id", tokenId, "role", "assistant", "content", content);
        if (reasoning != null) {
            delta.put("reasoning", reasoning);
        }
        return delta;
    }

    private static Map<String, Object> toolDelta(Map<String, Object> call) {
        Map<String, Object> delta = delta("", null);
        delta.put("tool_calls", List.of(call));
        return delta;
    }

    @Override
    public byte[] unary(List<ScriptedAnswer> answers, @Nullable Map<String, Object> usage) {
        List<Object> choices = new ArrayList<>();
        for (int index = 0; index < answers.size(); index++) {
            ScriptedAnswer answer = answers.get(index);
            Map<String, Object> choice =
                    object(
                            "finish_reason",
                            answer.finishReason(),
                            "seed",
                            seed(index),
                            "logprobs",
                            null);
            choice.put("index", index);
            String text = String.join("", answer.text());
            if (ask.chat()) {
                choice.put("message", message(answer, text));
            } else {
                choice.put("text", text);
            }
            choices.add(choice);
        }
        Map<String, Object> json =
                object("id", id, "object", ask.chat() ? "chat.completion" : "text.completion");
        json.put("created", createdSeconds);
        json.put("model", ask.model());
        json.put("prompt", List.of());
        json.put("choices", choices);
        if (usage != null) {
            json.put("usage", usage);
        }
        return bytes(json);
    }

    private static Map<String, Object> message(ScriptedAnswer answer, String text) {
        Map<String, Object> message =
                object("role", "assistant", "content", text, "tool_calls", List.of());
        if (!answer.reasoning().isEmpty()) {
            message.put("reasoning", String.join("", answer.reasoning()));
        }
        ScriptedAnswer.ToolCall call = answer.toolCall();
        if (call != null) {
            Map<String, Object> told = object("index", 0, "id", call.id(), "type", "function");
            told.put(
                    "function",
                    object("name", call.name(), "arguments", String.join("", call.arguments())));
            message.put("tool_calls", List.of(told));
        }
        return message;
    }

    /** Cached tokens flat on most models, nested on those that reason. */
    @Override
    public Map<String, Object> usage(List<ScriptedAnswer> answers) {
        long completionTokens = answers.stream().mapToLong(ScriptedAnswer::tokens).sum();
        long reasoningTokens =
                answers.stream().mapToLong(answer -> answer.reasoning().size()).sum();
        Map<String, Object> usage =
                object("prompt_tokens", ask.promptTokens(), "completion_tokens", completionTokens);
        usage.put("total_tokens", ask.promptTokens() + completionTokens);
        if (ask.reasons()) {
            usage.put("prompt_tokens_details", object("cached_tokens", 0));
            usage.put("completion_tokens_details", object("reasoning_tokens", reasoningTokens));
        } else {
            usage.put("cached_tokens", 0);
        }
        return usage;
    }

    private BigInteger seed(int index) {
        return SEED_BASE.add(BigInteger.valueOf(Math.floorMod(ask.seed(), 100_000) + index));
    }

    static byte[] models() {
        List<Object> rows = new ArrayList<>();
        MODELS.forEach(model -> rows.add(modelRow(model)));
        Script.models().forEach(model -> rows.add(modelRow(model)));
        return bytes(rows);
    }

    private static Map<String, Object> modelRow(String model) {
        Map<String, Object> row = object("id", model, "object", "model", "created", 1_777_400_000L);
        row.putAll(object("type", "chat", "display_name", model, "context_length", 131_072));
        row.put(
                "pricing",
                object("hourly", 0, "input", 0.88, "output", 0.88, "base", 0, "finetune", 0));
        return row;
    }

    /**
     * @param code null in most of Together's errors
     */
    static byte[] error(String message, String type, @Nullable String code) {
        return bytes(
                object(
                        "error",
                        object("message", message, "type", type, "param", null, "code", code)));
    }

    private static Map<String, Object> object(@Nullable Object... keysAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
        }
        return object;
    }

    private static String text(Object json) {
        try {
            return WRITER.asString(json);
        } catch (IOException e) {
            throw new IllegalStateException("maps, lists and numbers can be written", e);
        }
    }

    private static byte[] bytes(Object json) {
        return text(json).getBytes(StandardCharsets.UTF_8);
    }
}
