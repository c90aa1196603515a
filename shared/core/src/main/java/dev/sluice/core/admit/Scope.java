package dev.sluice.core.admit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One item of the limits table: what is counted together.
 *
 * @param id {@code slot#3}, {@code slot#3#model#deepseek-ai/DeepSeek-R1}, {@code caller#name}
 * @param limits at most one a dimension; may be empty (then only a cooldown can refuse)
 */
public record Scope(String id, List<Limit> limits) {
    private static final String CALLER = "caller#";

    public Scope {
        limits = List.copyOf(limits);
        if (limits.size() > 1
                && limits.stream().map(Limit::dimension).distinct().count() != limits.size()) {
            throw new IllegalArgumentException(
                    "scope " + id + " has two limits of one dimension: " + limits);
        }
    }

    /**
     * By hand, as {@link #hashCode}: what a record brings is linked at its first use, which costs a
     * cold start more than the call.
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Scope scope && id.equals(scope.id) && limits.equals(scope.limits);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    public static Scope ofCaller(String callerId, List<Limit> limits) {
        return new Scope(CALLER + callerId, limits);
    }

    /** Whether this scope is the caller's own, which no other candidate can relieve. */
    public boolean ofCaller() {
        return id.startsWith(CALLER);
    }
}
