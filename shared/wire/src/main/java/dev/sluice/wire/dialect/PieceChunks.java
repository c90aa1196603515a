package dev.sluice.wire.dialect;

import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.sse.SseEvent;
import java.nio.charset.StandardCharsets;

/**
 * Writes pieces as OpenAI's chunks; the first that says something says who speaks, for OpenAI's own
 * clients join no chunks without it. For one answer and one thread.
 */
public final class PieceChunks {
    private static final String ROLE = "\"role\":\"assistant\"";

    private final String head;
    private boolean roleTold;

    /**
     * @param id of the answer
     * @param createdSeconds since 1970
     * @param model as the provider names it
     */
    public PieceChunks(String id, long createdSeconds, String model) {
        this.head =
                "{\"id\":"
                        + quoted(id)
                        + ",\"object\":\"chat.completion.chunk\",\"created\":"
                        + createdSeconds
                        + ",\"model\":"
                        + quoted(model)
                        + ",\"choices\":[";
    }

    /** One piece as one chunk. */
    public SseEvent chunk(Piece piece) {
        return piece instanceof Piece.Failure failure
                ? event(
                        "{\"error\":{\"message\":"
                                + quoted(failure.message())
                                + ",\"code\":"
                                + quoted(failure.code())
                                + "}}")
                : event(head + rest(piece));
    }

    private static SseEvent event(String json) {
        return SseEvent.of("", json.getBytes(StandardCharsets.UTF_8));
    }

    private String rest(Piece piece) {
        return switch (piece) {
            case Piece.Text text -> delta("\"content\":" + quoted(text.text()));
            case Piece.Logprobs likely ->
                    choice(
                            "",
                            "\"logprobs\":{\"content\":["
                                    + likely.items()
                                    + "],\"refusal\":null},\"finish_reason\":null");
            case Piece.Reasoning thought ->
                    delta("\"reasoning_content\":" + quoted(thought.text()));
            case Piece.Refusal refusal -> delta("\"refusal\":" + quoted(refusal.text()));
            case Piece.ToolCall call -> delta(toolCall(call));
            case Piece.Finish finish -> choice("", "\"finish_reason\":" + quoted(finish.reason()));
            case Piece.Used used -> "],\"usage\":" + usage(used.usage()) + "}";
            case Piece.Failure _ -> throw new IllegalArgumentException("no chunk");
        };
    }

    /** What no reader of events takes for one, in place of what cannot be read. */
    public static SseEvent malformed() {
        return SseEvent.of("", "malformed".getBytes(StandardCharsets.US_ASCII));
    }

    /** What ends OpenAI's streams. */
    public static SseEvent done() {
        return SseEvent.of("", "[DONE]".getBytes(StandardCharsets.US_ASCII));
    }

    private String delta(String member) {
        return choice(member, "\"finish_reason\":null");
    }

    private String choice(String said, String more) {
        String role = roleTold ? "" : said.isEmpty() ? ROLE : ROLE + ",";
        roleTold = true;
        return "{\"index\":0,\"delta\":{" + role + said + "}," + more + "}]}";
    }

    private static String toolCall(Piece.ToolCall call) {
        String begins =
                call.id().isEmpty()
                        ? ""
                        : "\"id\":" + quoted(call.id()) + ",\"type\":\"function\",";
        String name = call.name().isEmpty() ? "" : "\"name\":" + quoted(call.name()) + ",";
        return "\"tool_calls\":[{\"index\":"
                + call.index()
                + ","
                + begins
                + "\"function\":{"
                + name
                + "\"arguments\":"
                + quoted(call.arguments())
                + "}}]";
    }

    private static String usage(Metered usage) {
        return "{\"prompt_tokens\":"
                + usage.of(Measure.INPUT_TOKENS)
                + ",\"completion_tokens\":"
                + usage.of(Measure.OUTPUT_TOKENS)
                + ",\"total_tokens\":"
                + usage.of(Measure.TOKENS)
                + ",\"prompt_tokens_details\":{\"cached_tokens\":"
                + usage.of(Measure.CACHED_INPUT_TOKENS)
                + ",\"cache_write_tokens\":"
                + usage.of(Measure.CACHE_WRITE_TOKENS)
                + forAnHour(usage.of(Measure.CACHE_WRITE_HOUR_TOKENS))
                + "},\"completion_tokens_details\":{\"reasoning_tokens\":"
                + usage.of(Measure.REASONING_TOKENS)
                + "}}";
    }

    private static String forAnHour(long tokens) {
        return tokens == 0 ? "" : ",\"cache_write_hour_tokens\":" + tokens;
    }

    private static String quoted(String text) {
        return new String(JsonText.quote(text), StandardCharsets.UTF_8);
    }
}
