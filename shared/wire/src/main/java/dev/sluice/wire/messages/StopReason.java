package dev.sluice.wire.messages;

import org.jspecify.annotations.Nullable;

/** Why an answer ended, in either language's words. */
final class StopReason {
    private StopReason() {}

    /**
     * @param finish a chat's; what is not known is an end like any other
     * @param called whether tools were called: some providers say {@code stop} then
     */
    static String of(@Nullable String finish, boolean called, boolean refused) {
        if ("length".equals(finish)) {
            return "max_tokens";
        }
        if (called) {
            return "tool_use";
        }
        return refused || "content_filter".equals(finish) ? "refusal" : "end_turn";
    }

    /** A chat's finish reason. */
    static String finish(String stopReason) {
        return switch (stopReason) {
            case "max_tokens", "model_context_window_exceeded" -> "length";
            case "tool_use" -> "tool_calls";
            case "refusal" -> "content_filter";
            default -> "stop";
        };
    }
}
