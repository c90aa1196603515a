package dev.sluice.webchat.own;

import java.util.List;

/** What the frontend asks of a model it does not name. */
public enum Optimization {
    CHEAP("cheap"),
    BALANCED("balanced"),
    POWERFUL("powerful"),
    /** Few parameters, few milliseconds. */
    FASTEST("fastest");

    private final String word;

    Optimization(String word) {
        this.word = word;
    }

    /** {@code balanced} for any other word. */
    public static Optimization of(String word) {
        for (Optimization one : values()) {
            if (one.word.equals(word)) {
                return one;
            }
        }
        return BALANCED;
    }

    /** The catalog's aliases that lead. */
    public List<String> aliases() {
        return switch (this) {
            case CHEAP -> List.of("budget");
            case BALANCED -> List.of("general");
            case POWERFUL -> List.of("large", "reasoning");
            case FASTEST -> List.of("free", "budget");
        };
    }

    /** Whether a dear model is asked before a cheap one. */
    public boolean dearFirst() {
        return this == POWERFUL;
    }
}
