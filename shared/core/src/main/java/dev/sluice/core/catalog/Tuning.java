package dev.sluice.core.catalog;

import java.util.Set;

/**
 * What a model that is asked in Anthropic's Messages lets itself be told beside the question; what
 * it does not know is an error there. Newer ones take less.
 *
 * @param sampling which of {@code temperature}, {@code top_p} and {@code top_k} it takes
 * @param efforts levels of effort; none where it takes no such word
 * @param thinkingOff how it is kept from thinking
 * @param choosesTools whether it refuses to be made to call a tool: it chooses by itself
 */
public record Tuning(
        Sampling sampling, Set<Effort> efforts, ThinkingOff thinkingOff, boolean choosesTools) {
    /**
     * Of a model that nobody here knows: it is likely to be newer than the catalog. A call that it
     * is to make it is asked for all the same: its refusal says more than an answer without one.
     */
    public static final Tuning NEWEST =
            new Tuning(Sampling.NONE, Set.of(Effort.values()), ThinkingOff.NEVER, false);

    public Tuning {
        efforts = Set.copyOf(efforts);
        if (!efforts.isEmpty() && !efforts.contains(Effort.LOW)) {
            throw new IllegalArgumentException("efforts must begin with \"low\": " + efforts);
        }
    }

    /** Which samplers a model takes. */
    public enum Sampling {
        /** No one at all. */
        NONE,
        /** {@code temperature} or {@code top_p}, not both; {@code top_k} beside either. */
        ONE
    }

    /** How much a model is to try, from little to much. The wire name is the lower-case name. */
    public enum Effort {
        LOW,
        MEDIUM,
        HIGH,
        XHIGH,
        MAX
    }

    /** The {@code thinking.type} that keeps a model from thinking before it answers. */
    public enum ThinkingOff {
        /** It always thinks. */
        NEVER,
        DISABLED,
        /** It still thinks between its calls of tools. */
        BETWEEN_TOOLS
    }
}
