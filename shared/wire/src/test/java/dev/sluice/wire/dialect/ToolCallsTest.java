package dev.sluice.wire.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToolCallsTest {
    private final ToolCalls calls = new ToolCalls();

    private int place(int index, String id, String name) {
        return calls.of(new Piece.ToolCall(index, id, name, "{")).place();
    }

    @Test
    void fragmentsOfSeveralCallsMayComeByTurns() {
        assertThat(place(0, "a", "f")).isZero();
        assertThat(place(1, "b", "g")).isEqualTo(1);
        assertThat(place(0, "", "")).isZero();
        assertThat(place(1, "b", "")).isEqualTo(1);
    }

    @Test
    void aCallBeginsWithAnotherIdWhereAllHaveOneIndexOrNone() {
        for (int index : new int[] {0, ChunkPieces.NO_INDEX}) {
            ToolCalls some = new ToolCalls();
            some.of(new Piece.ToolCall(index, "a", "f", ""));
            assertThat(some.of(new Piece.ToolCall(index, "", "", "{}")).place()).isZero();
            assertThat(some.of(new Piece.ToolCall(index, "b", "f", "")).place()).isEqualTo(1);
            assertThat(some.of(new Piece.ToolCall(index, "", "", "{}")).place()).isEqualTo(1);
        }
    }

    @Test
    void whatItIsCalledIsKnownFromItsFirstPieceThatSaysSo() {
        ToolCalls.Call call = calls.of(new Piece.ToolCall(0, "", "", "{"));
        assertThat(call.id() + call.name()).isEmpty();
        calls.of(new Piece.ToolCall(0, "a", "f", ""));
        calls.of(new Piece.ToolCall(0, "", "other", ""));
        assertThat(call.id()).isEqualTo("a");
        assertThat(call.name()).isEqualTo("f");
    }
}
