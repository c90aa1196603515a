package dev.sluice.core.admit;

import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Window;
import dev.sluice.core.measure.Measures;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one arithmetic of all limits, as pure functions (docs/decisions/0004-limits.md).
 *
 * <pre>
 *   take       passes where, for every limit, what counts + cost ≤ amount; adds the cost to the part of now
 *   settle     used less than taken:  subtracted from the part where it was taken; nothing if that has fallen out
 *              used more:             added to the part of now, asking nobody
 *              a lease:               all of it is given back
 * </pre>
 *
 * All limits of a scope pass, or none is taken. In any window, with clocks within {@link
 * dev.sluice.core.limit.Window#SKEW_MICROS} of each other, what was used or is still held is never
 * above the limit, debts apart: those were used before anybody could be asked.
 */
public final class Tally {
    /** Told where only reservations are in a budget's way: they end sooner than the period. */
    private static final long HELD_WAIT_MICROS = 60_000_000;

    /**
     * Of a place in flight: it is free when its holder ends, which is mostly sooner than it must.
     * Told with the clocks' skew, ten seconds.
     */
    private static final long PLACE_WAIT_MICROS = 10_000_000 - Window.SKEW_MICROS;

    private Tally() {}

    public static Verdict take(Scope scope, Claim claim, ScopeState state) {
        long nowMicros = claim.nowMicros();
        long coolingMicros = state.coolingMicros(scope, nowMicros);
        if (coolingMicros > 0) {
            return new Verdict.Refused(null, coolingMicros, false, state);
        }
        Map<String, Counter> after = new HashMap<>();
        Verdict.@Nullable Refused refused = null;
        for (Limit limit : scope.counted()) {
            long cost = cost(limit, claim.measures());
            if (cost != 0) {
                Counter counting = state.counting(limit, nowMicros);
                if (counting.sum() > limit.amount() - cost) {
                    refused = longer(refused, refusal(limit, cost, state, nowMicros));
                } else {
                    after.put(limit.name(), counting.plus(part(limit, claim), cost));
                }
            }
        }
        return refused == null ? new Verdict.Taken(state.with(after).passed(nowMicros)) : refused;
    }

    /** Takes more than was reserved, asking nobody: what an answer has used beyond it already. */
    public static ScopeState add(Scope scope, Claim more, ScopeState state) {
        Map<String, Counter> after = new HashMap<>();
        for (Limit limit : scope.counted()) {
            long cost = cost(limit, more.measures());
            if (cost > 0) {
                after.put(limit.name(), state.counter(limit).plus(part(limit, more), cost));
            }
        }
        return state.with(after);
    }

    /** Counts what a claim took in the parts of a later one. */
    static ScopeState move(Scope scope, Claim taken, Claim later, ScopeState state) {
        Map<String, Counter> after = new HashMap<>();
        for (Limit limit : scope.counted()) {
            long cost = cost(limit, later.measures());
            long from = part(limit, taken);
            long to = part(limit, later);
            if (cost != 0 && from != to) {
                after.put(limit.name(), state.counter(limit).minus(from, cost).plus(to, cost));
            }
        }
        return state.with(after);
    }

    /** Corrects what a claim took to what was really used. */
    public static ScopeState settle(
            Scope scope, Claim taken, Measures used, long nowMicros, ScopeState state) {
        Map<String, Counter> after = new HashMap<>();
        for (Limit limit : scope.counted()) {
            long more = correction(limit, taken, used);
            if (more < 0) {
                after.put(limit.name(), state.counter(limit).minus(part(limit, taken), -more));
            } else if (more > 0) {
                after.put(
                        limit.name(),
                        state.counter(limit)
                                .plus(limit.window().part(nowMicros, taken.untilMicros()), more));
            }
        }
        return state.with(after);
    }

    /** Gives back the places in flight of a claim, and nothing else. */
    public static ScopeState leave(Scope scope, Claim taken, ScopeState state) {
        Map<String, Counter> after = new HashMap<>();
        for (Limit limit : scope.counted()) {
            long places = places(limit, taken);
            if (places > 0) {
                after.put(limit.name(), state.counter(limit).minus(part(limit, taken), places));
            }
        }
        return state.with(after);
    }

    /** How much of a lease a claim still holds; 0 of what is no lease. */
    public static long places(Limit limit, Claim taken) {
        return limit.window().isLease() && !taken.left() ? cost(limit, taken.measures()) : 0;
    }

    static boolean hasPlaces(Scope scope, Claim taken) {
        for (Limit limit : scope.counted()) {
            if (places(limit, taken) > 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether a limit has a part that no clock near ours can have written. */
    public static boolean strays(Scope scope, ScopeState state, long nowMicros) {
        for (Limit limit : scope.counted()) {
            if (state.counter(limit).strays(limit.window(), nowMicros)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The state with such parts where they count, {@link Counter#at}: it is to be stored, also
     * where a claim was refused, or they would move on with the time and never fall out.
     */
    static ScopeState repaired(Scope scope, ScopeState state, long nowMicros) {
        Map<String, Counter> counters = new HashMap<>();
        for (Limit limit : scope.counted()) {
            counters.put(limit.name(), state.counting(limit, nowMicros));
        }
        return state.with(counters);
    }

    /** What a claim costs of a limit; never negative. */
    public static long cost(Limit limit, Measures measures) {
        long cost = measures.of(limit.measure());
        if (cost < 0) {
            throw new IllegalArgumentException(
                    limit.measure().attribute() + " taken must not be negative: " + cost);
        }
        return cost;
    }

    /** The part of a limit's window that a claim is counted in. */
    public static long part(Limit limit, Claim claim) {
        return limit.window().part(claim.nowMicros(), claim.untilMicros());
    }

    /** By how much settling changes a limit: negative is given back, positive is a debt. */
    public static long correction(Limit limit, Claim taken, Measures used) {
        long reserved = cost(limit, taken.measures());
        return limit.window().isLease()
                ? -places(limit, taken)
                : Math.subtractExact(cost(limit, used), reserved);
    }

    /** Whether a taking that is known now is counted too early for its windows. */
    static boolean isLate(Scope scope, Claim claim, long nowMicros) {
        for (Limit limit : scope.limits()) {
            if (nowMicros - claim.nowMicros() > limit.window().lateMicros()
                    && cost(limit, claim.measures()) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether settling changes anything. */
    static boolean corrects(Scope scope, Claim taken, Measures used) {
        for (Limit limit : scope.counted()) {
            if (correction(limit, taken, used) != 0) {
                return true;
            }
        }
        return false;
    }

    private static Verdict.Refused refusal(
            Limit limit, long cost, ScopeState state, long nowMicros) {
        Counter counting = state.counting(limit, nowMicros);
        long excess = counting.sum() - (limit.amount() - cost);
        long freeMicros = counting.freeMicros(limit.window(), excess);
        long wait = freeMicros == Long.MAX_VALUE ? freeMicros : freeMicros - nowMicros;
        if (!limit.window().isBudget()) {
            return new Verdict.Refused(limit, wait, false, state);
        }
        long held = state.counting(Limit.held(limit.measure()), nowMicros).sum();
        boolean spent = excess > held;
        return new Verdict.Refused(
                limit, spent ? wait : Math.min(wait, HELD_WAIT_MICROS), spent, state);
    }

    private static Verdict.Refused longer(Verdict.@Nullable Refused one, Verdict.Refused other) {
        return one == null || likelyMicros(other) > likelyMicros(one) ? other : one;
    }

    /** The wait that is worth telling: of a place in flight a short one. */
    static long likelyMicros(Verdict.Refused refused) {
        Limit limit = refused.limit();
        return limit != null && limit.window().isLease()
                ? Math.min(refused.waitMicros(), PLACE_WAIT_MICROS)
                : refused.waitMicros();
    }
}
