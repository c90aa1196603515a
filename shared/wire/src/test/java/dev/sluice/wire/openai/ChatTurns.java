package dev.sluice.wire.openai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** Messages of chats, for the laws of their ways into other languages and back. */
public final class ChatTurns {
    private ChatTurns() {}

    /** Names the function of a call and gives its arguments. */
    @FunctionalInterface
    public interface Function {
        /**
         * @param given a text of the call's own
         */
        Map<String, @Nullable Object> of(int call, String given);
    }

    /** Calls, with or without a word before them, and their results. */
    public static Arbitrary<List<Map<String, @Nullable Object>>> worked(
            Arbitrary<String> text, Function function) {
        return Combinators.combine(text.injectNull(0.5), text.list().ofMinSize(1).ofMaxSize(3))
                .as((before, given) -> worked(before, given, function));
    }

    private static List<Map<String, @Nullable Object>> worked(
            @Nullable String before, List<String> given, Function function) {
        List<Object> calls = new ArrayList<>();
        List<Map<String, @Nullable Object>> messages = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            Object called = function.of(i, given.get(i));
            calls.add(object("id", "c" + i, "type", "function", "function", called));
            messages.add(object("role", "tool", "tool_call_id", "c" + i, "content", given.get(i)));
        }
        messages.addFirst(object("role", "assistant", "content", before, "tool_calls", calls));
        return messages;
    }

    public static Map<String, @Nullable Object> part(String text) {
        return object("type", "text", "text", text);
    }

    /** Names and values in turn. */
    public static Map<String, @Nullable Object> object(@Nullable Object... keysAndValues) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
        }
        return object;
    }
}
