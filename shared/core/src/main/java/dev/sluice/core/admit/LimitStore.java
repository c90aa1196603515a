package dev.sluice.core.admit;

/**
 * Where scopes are kept, shared by all instances. Blocking; safe for use by any thread. A failure
 * of the store is an unchecked {@link StoreUnavailable}.
 */
public interface LimitStore {

    /**
     * Takes all dimensions of the cost or none: one round trip unless the branch was guessed wrong.
     */
    Verdict take(Scope scope, Costs costs, long nowMicros);

    /** Corrects what was taken: positive values are given back, negative ones are a debt. */
    void giveBack(Scope scope, Costs refund);

    /**
     * Lets nothing pass before {@code untilMicros}; an earlier time than the one stored changes
     * nothing.
     */
    void coolDown(String scopeId, long untilMicros);
}
