package dev.sluice.wire.messages;

import dev.sluice.wire.dialect.Piece;
import dev.sluice.wire.dialect.ToolCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The tool calls of one chat's answer, each by itself: fragments of several may come by turns. For
 * one answer and one thread.
 */
final class Calls {
    private final String answer;
    private final Set<String> taken;
    private final ToolCalls all = new ToolCalls();
    private final List<Call> calls = new ArrayList<>(2);

    /** One call: what of its arguments has not been told yet is kept here. */
    final class Call {
        private final ToolCalls.Call call;
        private final StringBuilder untold = new StringBuilder();
        private final Balance balance = new Balance();

        private Call(ToolCalls.Call call) {
            this.call = call;
        }

        /** Some providers give calls no ids, or the same ones in each answer. */
        String id() {
            return call.id().isEmpty()
                    ? answer + "_" + call.place()
                    : CallIds.told(call.id(), answer, taken);
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
     * @param answer what no other answer is called: how ids begin of calls that have none
     * @param taken ids that the conversation has and the model may give again
     */
    Calls(String answer, Set<String> taken) {
        this.answer = answer;
        this.taken = taken;
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
            calls.add(new Call(known));
        }
        Call call = calls.get(known.place());
        call.untold.append(piece.arguments());
        call.balance.add(piece.arguments());
        return call;
    }
}
