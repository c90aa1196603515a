package dev.sluice.wire.dialect;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of one answer: of which of them each piece is. Some providers give no index, or
 * the same one to all, but each call an id of its own. For one answer and one thread.
 */
public final class ToolCalls {
    /** The last call of each index. */
    private final Map<Integer, Call> byIndex = new HashMap<>(4);

    private @Nullable Call last;
    private int count;

    /** What is known of one by now. */
    public static final class Call {
        private final int place;
        private final int index;
        private String id = "";
        private String name = "";

        private Call(int place, int index) {
            this.place = place;
            this.index = index;
        }

        /** Which call of the answer it is, from 0, in the order of their first pieces. */
        public int place() {
            return place;
        }

        /** Empty where the provider gave it none. */
        public String id() {
            return id;
        }

        /** Empty where it has not come yet. */
        public String name() {
            return name;
        }

        private boolean mayHave(Piece.ToolCall piece) {
            return piece.index() == ChunkPieces.NO_INDEX || piece.index() == index;
        }

        private boolean isAnotherThan(Piece.ToolCall piece) {
            return !piece.id().isEmpty()
                    && !piece.name().isEmpty()
                    && !id.isEmpty()
                    && !piece.id().equals(id);
        }
    }

    /** The call that a piece is of, which it may begin. */
    public Call of(Piece.ToolCall piece) {
        Call call = known(piece);
        if (call == null) {
            call = new Call(count++, piece.index());
            byIndex.put(piece.index(), call);
            last = call;
        }
        call.id = call.id.isEmpty() ? piece.id() : call.id;
        call.name = call.name.isEmpty() ? piece.name() : call.name;
        return call;
    }

    private @Nullable Call known(Piece.ToolCall piece) {
        Call call = last != null && last.mayHave(piece) ? last : byIndex.get(piece.index());
        return call == null || call.isAnotherThan(piece) ? null : call;
    }
}
