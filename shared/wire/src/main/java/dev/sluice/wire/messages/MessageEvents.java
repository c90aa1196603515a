package dev.sluice.wire.messages;

import dev.sluice.wire.dialect.Piece;
import dev.sluice.wire.json.JsonOut;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content blocks of one message as events, one after the other: a block is closed when the next
 * one opens. Of tool calls that come by turns the later one waits until the one before is whole.
 * For one answer and one thread.
 */
final class MessageEvents {
    private enum Open {
        NOTHING,
        THINKING,
        TEXT,
        CALL
    }

    private final JsonOut event = new JsonOut(256);
    private final Calls calls;
    private Open open = Open.NOTHING;
    private boolean begun;
    private boolean refused;
    private int index;
    private int callsOpened;

    MessageEvents(Calls calls) {
        this.calls = calls;
    }

    /** True once: before anything else is told. */
    boolean begins() {
        boolean first = !begun;
        begun = true;
        return first;
    }

    void add(List<Piece> pieces, OutputStream out) throws IOException {
        for (Piece piece : pieces) {
            add(piece, out);
        }
    }

    /** Without a switch over types: it is linked at its first use, in every cold start. */
    private void add(Piece piece, OutputStream out) throws IOException {
        if (piece instanceof Piece.Text text) {
            text(text.text(), out);
        } else if (piece instanceof Piece.ToolCall call) {
            calls.add(call);
            tellCalls(false, out);
        } else if (piece instanceof Piece.Reasoning reasoning) {
            thought(reasoning.text(), out);
        } else if (piece instanceof Piece.Refusal refusal) {
            refused = true;
            text(refusal.text(), out);
        }
    }

    String stopReason(@Nullable String finishReason) {
        return StopReason.of(finishReason, !calls.isEmpty(), refused);
    }

    /** Tells the end of all there is. */
    void close(OutputStream out) throws IOException {
        tellCalls(true, out);
        closeBlock(out);
    }

    private void text(String text, OutputStream out) throws IOException {
        if (open != Open.TEXT) {
            close(out);
            open(Open.TEXT, new JsonOut(64).raw("{\"type\":\"text\",\"text\":\"\"}"), out);
        }
        delta("text_delta\",\"text\":", text, out);
    }

    private void thought(String text, OutputStream out) throws IOException {
        if (open != Open.THINKING) {
            close(out);
            JsonOut block =
                    new JsonOut(64)
                            .raw("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}");
            open(Open.THINKING, block, out);
        }
        delta("thinking_delta\",\"thinking\":", text, out);
    }

    /**
     * @param all whether nothing more will come: then each call is as whole as it gets
     */
    private void tellCalls(boolean all, OutputStream out) throws IOException {
        while (callsOpened <= calls.all().size()) {
            Calls.Call current =
                    callsOpened == 0 || open != Open.CALL ? null : calls.all().get(callsOpened - 1);
            if (current != null) {
                fragment(current, out);
                if (!all && !current.isWhole()) {
                    return;
                }
            }
            if (callsOpened == calls.all().size()) {
                return;
            }
            Calls.Call next = calls.all().get(callsOpened);
            if (next.name().isEmpty() && !all) {
                return;
            }
            begin(next, out);
        }
    }

    private void begin(Calls.Call call, OutputStream out) throws IOException {
        closeBlock(out);
        callsOpened++;
        JsonOut block = new JsonOut(128).raw("{\"type\":\"tool_use\",\"id\":").text(call.id());
        block.raw(",\"name\":").text(call.name()).raw(",\"input\":{}}");
        open(Open.CALL, block, out);
    }

    private void fragment(Calls.Call call, OutputStream out) throws IOException {
        String arguments = call.told();
        if (!arguments.isEmpty()) {
            delta("input_json_delta\",\"partial_json\":", arguments, out);
        }
    }

    private void open(Open kind, JsonOut block, OutputStream out) throws IOException {
        open = kind;
        Event.begin(event, "content_block_start");
        event.raw("{\"type\":\"content_block_start\",\"index\":").number(index);
        event.raw(",\"content_block\":").raw(block).raw("}");
        Event.write(out, event);
    }

    private void delta(String typeAndName, String text, OutputStream out) throws IOException {
        Event.begin(event, "content_block_delta");
        event.raw("{\"type\":\"content_block_delta\",\"index\":").number(index);
        event.raw(",\"delta\":{\"type\":\"").raw(typeAndName).text(text).raw("}}");
        Event.write(out, event);
    }

    private void closeBlock(OutputStream out) throws IOException {
        if (open == Open.NOTHING) {
            return;
        }
        if (open == Open.THINKING) {
            delta("signature_delta\",\"signature\":", "", out);
        }
        Event.begin(event, "content_block_stop");
        event.raw("{\"type\":\"content_block_stop\",\"index\":");
        Event.write(out, event.number(index).raw("}"));
        open = Open.NOTHING;
        index++;
    }
}
