package dev.sluice.core.admit;

import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store that tells what was asked of it, knows what is still taken, and fails when told to. */
public final class RecordingLimits implements LimitStore {
    private final MemoryLimits limits = new MemoryLimits();
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private volatile String failing = "";

    /** What is taken of a scope. */
    public record Held(long requests, long tokens) {
        /** One request of so many tokens. */
        public static Held ofTokens(long tokens) {
            return new Held(1, tokens);
        }

        static Held of(Measures measures) {
            return new Held(measures.of(Measure.REQUESTS), measures.of(Measure.TOKENS));
        }

        Held plus(Held other) {
            return new Held(requests + other.requests, tokens + other.tokens);
        }

        Held minus(Held other) {
            return new Held(requests - other.requests, tokens - other.tokens);
        }
    }

    /**
     * The operations so far: {@code take slot#1}, {@code settle slot#1}, {@code read caller#ann},
     * {@code coolDown slot#1}.
     */
    public List<String> events() {
        return List.copyOf(events);
    }

    /** Operations that start with this text fail from now on; the empty text: none. */
    public void fail(String start) {
        failing = start;
    }

    /** What was taken and not given back, by scope. */
    public Map<String, Held> held() {
        Map<String, Held> left = new ConcurrentHashMap<>(held);
        left.values().removeIf(new Held(0, 0)::equals);
        return left;
    }

    @Override
    public Verdict take(Scope scope, Claim claim) {
        note("take " + scope.id());
        Verdict verdict = limits.take(scope, claim);
        if (verdict instanceof Verdict.Taken) {
            held.merge(scope.id(), Held.of(claim.measures()), Held::plus);
        }
        return verdict;
    }

    @Override
    public void settle(Scope scope, Claim taken, Measures used, long nowMicros) {
        note("settle " + scope.id());
        Held refund = Held.of(taken.measures()).minus(Held.of(used));
        held.merge(scope.id(), new Held(0, 0).minus(refund), (one, other) -> one.minus(refund));
        limits.settle(scope, taken, used, nowMicros);
    }

    @Override
    public void move(Scope scope, Claim taken, Claim later) {
        note("move " + scope.id());
        limits.move(scope, taken, later);
    }

    @Override
    public void leave(Scope scope, Claim taken) {
        note("leave " + scope.id());
        limits.leave(scope, taken);
    }

    @Override
    public ScopeState read(Scope scope) {
        note("read " + scope.id());
        return limits.read(scope);
    }

    @Override
    public void add(Scope scope, Claim more) {
        note("add " + scope.id());
        held.merge(scope.id(), Held.of(more.measures()), Held::plus);
        limits.add(scope, more);
    }

    @Override
    public void coolDown(Scope scope, Cooldown cooldown) {
        note("coolDown " + scope.id());
        limits.coolDown(scope, cooldown);
    }

    @Override
    public void open(Scope scope) {
        note("open " + scope.id());
        limits.open(scope);
    }

    private void note(String event) {
        events.add(event);
        if (!failing.isEmpty() && event.startsWith(failing)) {
            throw new StoreUnavailable(event, new IllegalStateException("scripted"));
        }
    }
}
