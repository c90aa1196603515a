package dev.sluice.wire.messages;

import dev.sluice.wire.dialect.Piece;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The content of a whole message, made of the pieces of a chat's answer. */
final class WholeMessage {
    private final JsonOut content = new JsonOut(512);
    private final Calls calls;
    private boolean refused;

    private WholeMessage(Calls calls) {
        this.calls = calls;
    }

    static WholeMessage of(List<Piece> pieces, Calls calls) {
        WholeMessage message = new WholeMessage(calls);
        pieces.forEach(message::add);
        message.calls.all().forEach(message::call);
        return message;
    }

    /** The blocks, with commas between. */
    JsonOut content() {
        return content;
    }

    String stopReason(@Nullable String finishReason) {
        return StopReason.of(finishReason, !calls.isEmpty(), refused);
    }

    private void add(Piece piece) {
        if (piece instanceof Piece.Text text) {
            text(text.text());
        } else if (piece instanceof Piece.Refusal refusal) {
            refused = true;
            text(refusal.text());
        } else if (piece instanceof Piece.Reasoning reasoning) {
            content.item().raw("{\"type\":\"thinking\",\"thinking\":").text(reasoning.text());
            content.raw(",\"signature\":\"\"}");
        } else if (piece instanceof Piece.ToolCall call) {
            calls.add(call);
        }
    }

    private void text(String text) {
        content.item().raw("{\"type\":\"text\",\"text\":").text(text).raw("}");
    }

    private void call(Calls.Call call) {
        content.item().raw("{\"type\":\"tool_use\",\"id\":").text(call.id());
        content.raw(",\"name\":").text(call.name()).raw(",\"input\":");
        input(call.told());
        content.raw("}");
    }

    /** An object in any case; what is none is told as it is, for its model to be told so. */
    private void input(String arguments) {
        if (arguments.isBlank()) {
            content.raw("{}");
            return;
        }
        try {
            JsonView view = JsonView.of(arguments.getBytes(StandardCharsets.UTF_8));
            if (view.isObject()) {
                content.oneLine(view);
                return;
            }
        } catch (MalformedJson e) {
            // told below
        }
        content.raw("{\"arguments\":").text(arguments).raw("}");
    }
}
