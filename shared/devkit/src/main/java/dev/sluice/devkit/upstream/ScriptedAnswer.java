package dev.sluice.devkit.upstream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One choice of an answer, token by token.
 *
 * @param reasoning what it thinks aloud before
 * @param text empty for a tool call
 * @param finishReason {@code stop}, {@code length} or {@code tool_calls}
 */
record ScriptedAnswer(
        List<String> reasoning,
        List<String> text,
        @Nullable ToolCall toolCall,
        String finishReason) {

    /**
     * @param arguments pieces of a JSON object
     */
    record ToolCall(String id, String name, List<String> arguments) {

        ToolCall {
            arguments = List.copyOf(arguments);
        }
    }

    ScriptedAnswer {
        reasoning = List.copyOf(reasoning);
        text = List.copyOf(text);
    }

    long tokens() {
        return (long) reasoning.size()
                + text.size()
                + (toolCall == null ? 0 : toolCall.arguments.size() + 8);
    }
}
