package dev.sluice.core.admit;

import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measures;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One item of the limits table: what is counted together.
 *
 * @param kind whose limits these are
 * @param id {@code slot#3}, {@code slot#3#model#deepseek-ai/DeepSeek-R1}, {@code caller#name}
 * @param limits several of one measure in different windows, if need be; may be empty (then only a
 *     cooldown can refuse)
 * @param model which model of a slot is asked for: it can cool down alone; {@link #WHOLE} where
 *     that makes no difference
 */
public record Scope(Kind kind, String id, List<Limit> limits, String model) {
    /** No model in particular. */
    public static final String WHOLE = "";

    /** Whose limits a scope holds. */
    public enum Kind {
        /** Those of an account at a provider, or of one of its models: another may serve. */
        SLOT("slot#"),
        /** Those of who calls, which no other candidate can relieve. */
        CALLER("caller#");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    /** Read back by its id. */
    public Scope(String id, List<Limit> limits, String model) {
        this(id.startsWith(Kind.CALLER.prefix) ? Kind.CALLER : Kind.SLOT, id, limits, model);
    }

    public Scope(String id, List<Limit> limits) {
        this(id, limits, WHOLE);
    }

    public Scope {
        limits = List.copyOf(limits);
        for (int i = 1; i < limits.size(); i++) {
            if (has(limits.subList(0, i), limits.get(i))) {
                throw new IllegalArgumentException(
                        "scope " + id + " has two limits " + limits.get(i).words());
            }
        }
    }

    /**
     * What is counted of it: its limits and, beside each budget, what the requests that still run
     * hold of it.
     */
    public List<Limit> counted() {
        List<Limit> counted = limits;
        for (Limit limit : limits) {
            if (limit.window().isBudget()) {
                Limit held = Limit.held(limit.measure());
                if (!has(counted, held)) {
                    counted = new ArrayList<>(counted);
                    counted.add(held);
                }
            }
        }
        return counted;
    }

    /** Whether any of its limits counts any of these. */
    boolean counts(Measures measures) {
        for (Limit limit : limits) {
            if (measures.of(limit.measure()) > 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(List<Limit> limits, Limit wanted) {
        for (Limit limit : limits) {
            if (limit.measure() == wanted.measure() && limit.window().equals(wanted.window())) {
                return true;
            }
        }
        return false;
    }

    /**
     * By hand, as {@link #hashCode}: what a record brings is linked at its first use, which costs a
     * cold start more than the call.
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Scope scope
                && id.equals(scope.id)
                && model.equals(scope.model)
                && limits.equals(scope.limits);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    public static Scope ofCaller(String callerId, List<Limit> limits) {
        return new Scope(Kind.CALLER, Kind.CALLER.prefix + callerId, limits, WHOLE);
    }

    /** Whose or which it is, without what kind of scope it is. */
    public String name() {
        return id.substring(id.indexOf('#') + 1);
    }

    /** Whether this scope is the caller's own, which no other candidate can relieve. */
    public boolean ofCaller() {
        return kind == Kind.CALLER;
    }
}
