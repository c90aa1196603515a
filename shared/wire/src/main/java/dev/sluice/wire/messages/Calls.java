package dev.sluice.wire.messages;

import dev.sluice.wire.dialect.Piece;
import dev.sluice.wire.dialect.ToolCalls;
import java.util.ArrayList;
import java.util.List;

/**
 * The tool calls of one chat's answer, each by itself: fragments of several may come by turns. For
 * one answer and one thread.
 */
final class Calls {
    private final String idPrefix;
    private final ToolCalls all = new ToolCalls();
    private final List<Call> calls = new ArrayList<>(2);

    /** One call: what of its arguments has not been told yet is kept here. */
    static final class Call {
        private final ToolCalls.Call call;
        private final String idOtherwise;
        private final StringBuilder untold = new StringBuilder();
        private final Balance balance = new Balance();

        private Call(ToolCalls.Call call, String idOtherwise) {
            this.call = call;
            this.idOtherwise = idOtherwise;
        }

        /** Some providers give calls no ids. */
        String id() {
            return call.id().isEmpty() ? idOtherwise : call.id();
        }

        String name() {
            return call.name();
        }

        /** Whether its arguments are a whole JSON value: none of it will follow. */
        boolean isWhole() {
            return balance.isWhole();
        }

        /** The arguments since this was asked last. */
        String told() {
            String told = untold.toString();
            untold.setLength(0);
            return told;
        }
    }

    /**
     * @param idPrefix of calls that have no id
     */
    Calls(String idPrefix) {
        this.idPrefix = idPrefix;
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    List<Call> all() {
        return calls;
    }

    Call add(Piece.ToolCall piece) {
        ToolCalls.Call known = all.of(piece);
        if (known.place() == calls.size()) {
            calls.add(new Call(known, idPrefix + "_" + known.place()));
        }
        Call call = calls.get(known.place());
        call.untold.append(piece.arguments());
        call.balance.add(piece.arguments());
        return call;
    }
}
