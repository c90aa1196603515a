package dev.sluice.wire.responses;

import dev.sluice.wire.dialect.Piece;
import dev.sluice.wire.dialect.ToolCalls;
import dev.sluice.wire.json.JsonOut;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * The items of one response, made of the pieces of a chat's answer, and told as they come, one
 * after the other: clients take each delta for the item that opened last. Of calls whose arguments
 * come by turns the later one waits until the one before is whole. For one answer and one thread.
 */
final class Output {
    /** A call of the chat: told when its name is known, and the calls before it are whole. */
    private static final class Call {
        private final ToolCalls.Call known;
        private final StringBuilder untold = new StringBuilder();
        private @Nullable CallItem item;

        private Call(ToolCalls.Call known) {
            this.known = known;
        }

        private boolean isClosed() {
            return item != null && !item.isOpen();
        }
    }

    private final String suffix;
    private final ToolNames names;
    private final List<Item> items = new ArrayList<>(2);
    private final ToolCalls known = new ToolCalls();
    private final List<Call> calls = new ArrayList<>(2);

    /** Of which there may be more to tell; the first alone may be open. */
    private final SequencedSet<Call> waiting = new LinkedHashSet<>(4);

    /**
     * @param suffix of all ids, which tells this response from others
     */
    Output(String suffix, ToolNames names) {
        this.suffix = suffix;
        this.names = names;
    }

    void add(List<Piece> pieces, Events events) throws IOException {
        for (Piece piece : pieces) {
            add(piece, events);
        }
    }

    private void add(Piece piece, Events events) throws IOException {
        if (piece instanceof Piece.Text text) {
            message(events).add(text.text(), false, events);
        } else if (piece instanceof Piece.Logprobs logprobs) {
            message(events).likely(logprobs.items(), events);
        } else if (piece instanceof Piece.Refusal refusal) {
            message(events).add(refusal.text(), true, events);
        } else if (piece instanceof Piece.Reasoning reasoning) {
            reasoning(events).add(reasoning.text(), events);
        } else if (piece instanceof Piece.ToolCall call) {
            call(call, events);
        }
    }

    private MessageItem message(Events events) throws IOException {
        if (last() instanceof MessageItem open) {
            return open;
        }
        close(events, Item.COMPLETED);
        return opened(new MessageItem(id("msg_"), items.size()), events);
    }

    private ReasoningItem reasoning(Events events) throws IOException {
        if (last() instanceof ReasoningItem open) {
            return open;
        }
        close(events, Item.COMPLETED);
        return opened(new ReasoningItem(id("rs_"), items.size()), events);
    }

    private @Nullable Item last() {
        return items.isEmpty() || !items.getLast().isOpen() ? null : items.getLast();
    }

    private void call(Piece.ToolCall piece, Events events) throws IOException {
        ToolCalls.Call one = known.of(piece);
        if (one.place() == calls.size()) {
            calls.add(new Call(one));
        }
        Call call = calls.get(one.place());
        if (call.isClosed()) {
            return;
        }
        call.untold.append(piece.arguments());
        waiting.add(call);
        Iterator<Call> next = waiting.iterator();
        boolean whole = true;
        while (whole && next.hasNext()) {
            whole = tell(next.next(), events, Item.COMPLETED);
        }
        while (waiting.getFirst().isClosed()) {
            waiting.removeFirst();
        }
    }

    /** Tells what has come of a call; says whether the next may begin. */
    private boolean tell(Call call, Events events, String othersAre) throws IOException {
        if (call.item == null && call.known.name().isEmpty()) {
            return false;
        }
        if (call.item == null) {
            closeLast(events, othersAre);
            call.item = begun(call.known, events);
        }
        call.item.add(call.untold.toString(), events);
        call.untold.setLength(0);
        return call.item.isWhole();
    }

    private CallItem begun(ToolCalls.Call call, Events events) throws IOException {
        ToolNames.Tool tool = names.called(call.name());
        String callId = call.id().isEmpty() ? id("call_") : call.id();
        String prefix = tool.custom() ? "ctc_" : "fc_";
        return opened(new CallItem(id(prefix), items.size(), callId, tool), events);
    }

    private <T extends Item> T opened(T item, Events events) throws IOException {
        items.add(item);
        item.open(events);
        return item;
    }

    private String id(String prefix) {
        return prefix + suffix + "_" + items.size();
    }

    /** Tells the end of all there is: each call is as whole as it gets. */
    void close(Events events, String status) throws IOException {
        for (Call call : waiting) {
            tell(call, events, status);
        }
        waiting.clear();
        closeLast(events, status);
    }

    private void closeLast(Events events, String status) throws IOException {
        if (!items.isEmpty()) {
            items.getLast().close(events, status);
        }
    }

    /** The member {@code output}: what is closed. */
    void write(JsonOut response) {
        response.name("output").raw("[");
        for (Item item : items) {
            if (!item.isOpen()) {
                item.write(response.item());
            }
        }
        response.raw("]");
    }
}
