package dev.sluice.core.admit;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store that tells what was asked of it, knows what is still taken, and fails when told to. */
public final class RecordingLimits implements LimitStore {
    private final MemoryLimits limits = new MemoryLimits();
    private final Map<String, Costs> held = new ConcurrentHashMap<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private volatile String failing = "";

    /**
     * The operations so far: {@code take slot#1}, {@code giveBack slot#1}, {@code coolDown slot#1}.
     */
    public List<String> events() {
        return List.copyOf(events);
    }

    /** Operations that start with this text fail from now on; the empty text: none. */
    public void fail(String start) {
        failing = start;
    }

    /** What was taken and not given back, by scope. */
    public Map<String, Costs> held() {
        Map<String, Costs> left = new ConcurrentHashMap<>(held);
        left.values().removeIf(Costs.NONE::equals);
        return left;
    }

    @Override
    public Verdict take(Scope scope, Costs costs, long nowMicros) {
        note("take " + scope.id());
        Verdict verdict = limits.take(scope, costs, nowMicros);
        if (verdict instanceof Verdict.Taken) {
            held.merge(scope.id(), costs, (one, other) -> one.minus(Costs.NONE.minus(other)));
        }
        return verdict;
    }

    @Override
    public void giveBack(Scope scope, Costs refund) {
        note("giveBack " + scope.id());
        held.merge(scope.id(), Costs.NONE.minus(refund), (one, other) -> one.minus(refund));
        limits.giveBack(scope, refund);
    }

    @Override
    public void coolDown(String scopeId, long untilMicros) {
        note("coolDown " + scopeId);
        limits.coolDown(scopeId, untilMicros);
    }

    private void note(String event) {
        events.add(event);
        if (!failing.isEmpty() && event.startsWith(failing)) {
            throw new StoreUnavailable(event, new IllegalStateException("scripted"));
        }
    }
}
