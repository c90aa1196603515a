package dev.sluice.devkit.upstream;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a completion request asks for; fields of other types than Together's count as absent.
 *
 * @param chat whether it has messages, else a prompt
 * @param promptTokens a quarter of the request's bytes
 */
record ScriptedAsk(
        boolean chat, String model, boolean stream, Said said, Wish wish, long promptTokens) {

    /**
     * What is to be answered.
     *
     * @param text of the last message or of the prompt
     * @param byTool whether that is a tool's result
     * @param tool what the answer is to call, if anything
     */
    record Said(String text, boolean byTool, @Nullable Tool tool) {}

    /**
     * What the answer is to be like.
     *
     * @param jsonSchema null where free text is asked for
     */
    record Wish(
            int choices, OptionalLong maxTokens, List<String> stops, @Nullable Object jsonSchema) {
        Wish {
            stops = List.copyOf(stops);
        }
    }

    /**
     * A function that the answer is to call.
     *
     * @param arguments JSON text, where the message gives it; empty where it is to be made up
     */
    record Tool(String name, @Nullable Object parametersSchema, String arguments) {}

    private static final int MOST_CHOICES = 128;

    /** Reads a request body. */
    static ScriptedAsk of(boolean chat, byte[] body) throws IOException, BadRequest {
        Map<String, Object> json = JSON.std.mapFrom(body);
        if (!(json.get("model") instanceof String model) || model.isEmpty()) {
            throw new BadRequest("model is required");
        }
        Map<?, ?> last = chat ? lastOf(json) : Map.of("content", promptOf(json));
        String text = textOf(last.get("content"));
        boolean answersTool = "tool".equals(last.get("role"));
        long choices = json.get("n") instanceof Number n ? n.longValue() : 1;
        if (choices < 1 || choices > MOST_CHOICES) {
            throw new BadRequest("n must be within 1 to " + MOST_CHOICES);
        }
        Wish wish =
                new Wish(
                        (int) choices,
                        maxTokensOf(json),
                        stopsOf(json.get("stop")),
                        schemaOf(json.get("response_format")));
        return new ScriptedAsk(
                chat,
                model,
                Boolean.TRUE.equals(json.get("stream")),
                new Said(text, answersTool, answersTool ? null : WantedTool.of(json, text)),
                wish,
                Math.max(1, body.length / 4));
    }

    /** The request is not one that Together would take. */
    static final class BadRequest extends Exception {
        BadRequest(String message) {
            super(message);
        }
    }

    Script script() {
        return Script.of(model);
    }

    boolean reasons() {
        return model.contains("R1") || model.contains("reasoning");
    }

    /**
     * What is to be answered: the last message, but for what systems say behind it; and where tools
     * have answered, the last of them, whatever stands behind.
     */
    private static Map<?, ?> lastOf(Map<String, Object> json) throws BadRequest {
        if (!(json.get("messages") instanceof List<?> messages)
                || messages.isEmpty()
                || !(messages.getLast() instanceof Map<?, ?> veryLast)) {
            throw new BadRequest("messages is required");
        }
        Map<?, ?> last = null;
        for (Object message : messages) {
            Map<?, ?> members = message instanceof Map<?, ?> map ? map : Map.of();
            String role = String.valueOf(members.get("role"));
            if (role.equals("assistant")) {
                last = null;
            } else if (role.equals("tool") || (role.equals("user") && !isTools(last))) {
                last = members;
            }
        }
        return last == null ? veryLast : last;
    }

    private static boolean isTools(@Nullable Map<?, ?> message) {
        return message != null && "tool".equals(message.get("role"));
    }

    private static Object promptOf(Map<String, Object> json) throws BadRequest {
        Object prompt = json.get("prompt");
        if (prompt instanceof List<?> several && !several.isEmpty()) {
            prompt = several.getFirst();
        }
        if (prompt instanceof String) {
            return prompt;
        }
        throw new BadRequest("prompt is required");
    }

    /** A string, or the text parts of a list. */
    private static String textOf(@Nullable Object content) {
        if (content instanceof String text) {
            return text;
        }
        StringBuilder text = new StringBuilder();
        if (content instanceof List<?> parts) {
            for (Object part : parts) {
                if (part instanceof Map<?, ?> fields
                        && fields.get("text") instanceof String piece) {
                    text.append(piece).append(' ');
                }
            }
        }
        return text.toString().strip();
    }

    private static OptionalLong maxTokensOf(Map<String, Object> json) throws BadRequest {
        Object max =
                json.get("max_tokens") instanceof Number
                        ? json.get("max_tokens")
                        : json.get("max_completion_tokens");
        if (!(max instanceof Number number)) {
            return OptionalLong.empty();
        }
        if (number.longValue() < 1) {
            throw new BadRequest("max_tokens must be positive");
        }
        return OptionalLong.of(number.longValue());
    }

    private static List<String> stopsOf(@Nullable Object stop) {
        List<?> stops =
                stop instanceof List<?> several
                        ? several
                        : stop instanceof String one ? List.of(one) : List.of();
        return stops.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /** Null when free text is asked for. */
    private static @Nullable Object schemaOf(@Nullable Object format) {
        if (!(format instanceof Map<?, ?> fields)) {
            return null;
        }
        if ("json_object".equals(fields.get("type"))) {
            return Map.of();
        }
        boolean wanted = "json_schema".equals(fields.get("type"));
        return wanted && fields.get("json_schema") instanceof Map<?, ?> named
                ? named.get("schema")
                : null;
    }

    /** Tells two requests apart, and is the same for the same request in every run. */
    long seed() {
        long seed = 1125899906842597L;
        for (byte b : (model + said.text()).getBytes(StandardCharsets.UTF_8)) {
            seed = 31 * seed + b;
        }
        return seed;
    }
}
