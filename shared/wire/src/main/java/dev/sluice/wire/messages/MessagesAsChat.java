package dev.sluice.wire.messages;

import dev.sluice.core.measure.Metered;
import dev.sluice.wire.dialect.Piece;
import dev.sluice.wire.dialect.PieceChunks;
import dev.sluice.wire.dialect.Translation;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.error.UpstreamErrors;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.openai.answer.AnswerRules;
import dev.sluice.wire.sse.SseEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Anthropic's events and messages as a chat's answer. For one answer and one thread. */
final class MessagesAsChat extends Translation {
    private final MessageUsage usage = new MessageUsage();
    private final Map<Long, Integer> calls = new HashMap<>();
    private @Nullable Long silentCall;

    MessagesAsChat(boolean includeUsage, String model) {
        super(
                new AnswerRules(includeUsage, false, false),
                new PieceChunks(
                        "chatcmpl-" + UUID.randomUUID(),
                        System.currentTimeMillis() / 1_000,
                        model));
    }

    @Override
    protected List<Piece> pieces(SseEvent event) throws MalformedJson {
        byte[] data =
                Arrays.copyOfRange(event.buffer(), event.offset(), event.offset() + event.length());
        Map<String, JsonView> members = JsonView.of(data).members();
        return switch (Members.wordOr(members, "type", event.name())) {
            case "message_start" -> {
                usage.add(in(members.get("message"), "usage"));
                yield used();
            }
            case "content_block_start" -> begun(index(members), members.get("content_block"));
            case "content_block_delta" -> delta(index(members), members.get("delta"));
            case "content_block_stop" -> ended(index(members));
            case "message_delta" -> last(members);
            case "error" -> failure(data);
            default -> List.of();
        };
    }

    @Override
    protected List<Piece> pieces(byte[] body) throws MalformedJson {
        Map<String, JsonView> message = JsonView.of(body).members();
        if (message.containsKey("error")) {
            return failure(body);
        }
        List<Piece> pieces = new ArrayList<>();
        long index = 0;
        for (JsonView block : UnfoldedMessage.blocks(message)) {
            pieces.addAll(begun(index, block));
            pieces.addAll(ended(index++));
        }
        String reason = Members.wordOr(message, "stop_reason", "");
        if (!reason.isEmpty()) {
            pieces.add(new Piece.Finish(StopReason.finish(reason)));
        }
        usage.add(message.get("usage"));
        pieces.addAll(used());
        return pieces;
    }

    private List<Piece> used() {
        Metered used = usage.metered();
        return used == null ? List.of() : List.of(new Piece.Used(used));
    }

    private static List<Piece> failure(byte[] body) {
        UpstreamError error = UpstreamErrors.parse(200, null, body);
        return List.of(new Piece.Failure(error.message(), String.valueOf(error.type())));
    }

    private static @Nullable JsonView in(@Nullable JsonView object, String name)
            throws MalformedJson {
        return object == null ? null : object.members().get(name);
    }

    private static long index(Map<String, JsonView> event) throws MalformedJson {
        JsonView index = event.get("index");
        Long number = index == null ? null : index.integer();
        return number == null ? 0 : number;
    }

    /** A block may have something in it from the start; in a whole message it has all. */
    private List<Piece> begun(long index, @Nullable JsonView block) throws MalformedJson {
        if (block == null) {
            return List.of();
        }
        Map<String, JsonView> members = block.members();
        return switch (Members.wordOr(members, "type", "")) {
            case "text" -> text(Members.wordOr(members, "text", ""));
            case "thinking" -> thought(Members.wordOr(members, "thinking", ""));
            case "tool_use" -> call(index, members);
            default -> List.of();
        };
    }

    private static List<Piece> text(String text) {
        return text.isEmpty() ? List.of() : List.of(new Piece.Text(text));
    }

    private static List<Piece> thought(String text) {
        return text.isEmpty() ? List.of() : List.of(new Piece.Reasoning(text));
    }

    private List<Piece> call(long index, Map<String, JsonView> block) throws MalformedJson {
        int call = calls.size();
        calls.put(index, call);
        JsonView input = block.get("input");
        boolean isEmpty = input == null || input.members().isEmpty();
        silentCall = isEmpty ? Long.valueOf(index) : null;
        String arguments = input == null || isEmpty ? "" : new JsonOut(64).raw(input).toString();
        return List.of(
                new Piece.ToolCall(
                        call,
                        Members.wordOr(block, "id", "call_" + call),
                        Members.wordOr(block, "name", ""),
                        arguments));
    }

    private List<Piece> delta(long index, @Nullable JsonView delta) throws MalformedJson {
        if (delta == null) {
            return List.of();
        }
        Map<String, JsonView> members = delta.members();
        return switch (Members.wordOr(members, "type", "")) {
            case "text_delta" -> text(Members.wordOr(members, "text", ""));
            case "thinking_delta" -> thought(Members.wordOr(members, "thinking", ""));
            case "input_json_delta" ->
                    arguments(index, Members.wordOr(members, "partial_json", ""));
            default -> List.of();
        };
    }

    private List<Piece> arguments(long index, String fragment) {
        Integer call = calls.get(index);
        if (call == null || fragment.isEmpty()) {
            return List.of();
        }
        silentCall = null;
        return List.of(new Piece.ToolCall(call, "", "", fragment));
    }

    /** A call without arguments says nothing; a chat's says that there are none. */
    private List<Piece> ended(long index) {
        if (silentCall == null || silentCall != index) {
            return List.of();
        }
        return arguments(index, "{}");
    }

    /** A usage that leaves out the output is none of the end, so it does not stand behind it. */
    private List<Piece> last(Map<String, JsonView> event) throws MalformedJson {
        boolean tellsOutput = usage.add(event.get("usage"));
        List<Piece> pieces = new ArrayList<>(2);
        JsonView delta = event.get("delta");
        String reason = delta == null ? "" : Members.wordOr(delta.members(), "stop_reason", "");
        if (!reason.isEmpty()) {
            pieces.add(new Piece.Finish(StopReason.finish(reason)));
        }
        pieces.addAll(tellsOutput ? pieces.size() : 0, used());
        return pieces;
    }
}
