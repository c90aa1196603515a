package dev.sluice.wire.messages;

import dev.sluice.wire.dialect.ChunkPieces;
import dev.sluice.wire.dialect.Piece;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of one chat's answer, each by itself: fragments of several may come by turns. For
 * one answer and one thread.
 */
final class Calls {
    private final String idPrefix;
    private final List<Call> calls = new ArrayList<>(2);

    /** One call: what of its arguments has not been told yet is kept here. */
    static final class Call {
        private final int index;
        private final String idOtherwise;
        private String id;
        private String name = "";
        private final StringBuilder untold = new StringBuilder();
        private final Balance balance = new Balance();

        private Call(int index, String id, String idOtherwise) {
            this.index = index;
            this.id = id;
            this.idOtherwise = idOtherwise;
        }

        /** Some providers give calls no ids. */
        String id() {
            return id.isEmpty() ? idOtherwise : id;
        }

        String name() {
            return name;
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
        Call call = known(piece);
        if (call == null) {
            call = new Call(piece.index(), piece.id(), idPrefix + "_" + calls.size());
            calls.add(call);
        }
        call.id = call.id.isEmpty() ? piece.id() : call.id;
        call.name = call.name.isEmpty() ? piece.name() : call.name;
        call.untold.append(piece.arguments());
        call.balance.add(piece.arguments());
        return call;
    }

    /** Some providers give no index, or the same one to all, but each call an id of its own. */
    private @Nullable Call known(Piece.ToolCall piece) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            Call call = calls.get(i);
            if (piece.index() == ChunkPieces.NO_INDEX || piece.index() == call.index) {
                boolean another =
                        !piece.id().isEmpty()
                                && !piece.name().isEmpty()
                                && !call.id.isEmpty()
                                && !piece.id().equals(call.id);
                return another ? null : call;
            }
        }
        return null;
    }
}
