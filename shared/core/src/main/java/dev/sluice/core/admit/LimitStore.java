package dev.sluice.core.admit;

import dev.sluice.core.measure.Measures;
import java.util.List;

/**
 * Where scopes are kept, shared by all instances. Blocking; safe for use by any thread. A failure
 * of the store is an unchecked {@link StoreUnavailable}.
 */
public interface LimitStore {

    /** Whether it answers without waiting for anybody: asking side by side brings nothing then. */
    default boolean isHere() {
        return false;
    }

    /** Takes all that a claim costs, or nothing: one round trip, unless it guessed wrong. */
    Verdict take(Scope scope, Claim claim);

    /** Corrects what a claim took to what was used: {@link Tally#settle}. */
    void settle(Scope scope, Claim taken, Measures used, long nowMicros);

    /**
     * Gives back a part of what a claim took, as if it had never been taken.
     *
     * @param part so much, by the claim's times
     */
    default void giveBack(Scope scope, Claim part) {
        settle(scope, part, Measures.NONE, part.nowMicros());
    }

    /** Gives back the places in flight of a claim, and nothing else: {@link Tally#leave}. */
    void leave(Scope scope, Claim taken);

    /**
     * Counts what a claim took as if it had been taken by a later one of the same costs: its answer
     * came so late that the part where it is counted falls out too soon, or what it holds is held
     * for longer than was known.
     */
    void move(Scope scope, Claim taken, Claim later);

    /** How it stands: takes nothing, writes nothing. */
    ScopeState read(Scope scope);

    /**
     * Takes what an answer has used beyond its reservation, whatever is left: {@link Tally#add}.
     */
    void add(Scope scope, Claim more);

    /**
     * Lets nothing of the scope's model pass, or nothing at all where it names none, before the
     * cooldown's end; an earlier one than the one stored changes nothing, nor does one of a further
     * model than {@link ScopeState#MOST_PAUSED_MODELS} that pause on the scope.
     */
    void coolDown(Scope scope, Cooldown cooldown);

    /** Lets nothing pass before {@code untilMicros}. */
    default void coolDown(String scopeId, long untilMicros) {
        coolDown(new Scope(scopeId, List.of()), Cooldown.until(untilMicros));
    }

    /** A probe went well: all pass again. */
    void open(Scope scope);
}
