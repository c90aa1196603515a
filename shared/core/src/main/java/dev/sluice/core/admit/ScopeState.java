package dev.sluice.core.admit;

import dev.sluice.core.limit.Limit;
import java.util.HashMap;
import java.util.Map;

/**
 * What is stored of a scope.
 *
 * @param counters by {@link Limit#name}; absent = never used
 * @param cooldowns by model; that of the whole scope by {@link Scope#WHOLE}
 */
public record ScopeState(Map<String, Counter> counters, Map<String, Cooldown> cooldowns) {
    public static final ScopeState UNUSED = new ScopeState(Map.of(), Map.of());

    public ScopeState {
        counters = Map.copyOf(counters);
        cooldowns = Map.copyOf(cooldowns);
    }

    /**
     * @param cooldownUntilMicros nothing is admitted before this time; 0 = none
     */
    public ScopeState(Map<String, Counter> counters, long cooldownUntilMicros) {
        this(
                counters,
                cooldownUntilMicros == 0
                        ? Map.of()
                        : Map.of(Scope.WHOLE, Cooldown.until(cooldownUntilMicros)));
    }

    public Counter counter(Limit limit) {
        return counters.getOrDefault(limit.name(), Counter.UNUSED);
    }

    /** What counts against a limit now. */
    public Counter counting(Limit limit, long nowMicros) {
        return counter(limit).at(limit.window(), nowMicros);
    }

    /** Of one model, or of {@link Scope#WHOLE}. */
    public Cooldown cooldown(String model) {
        return cooldowns.getOrDefault(model, Cooldown.NONE);
    }

    /** When the whole scope has cooled down; 0 = it does not. */
    public long cooldownUntilMicros() {
        return cooldown(Scope.WHOLE).untilMicros();
    }

    /** How long a request of this scope has to wait for it to cool down; 0 = not at all. */
    long coolingMicros(Scope scope, long nowMicros) {
        long untilMicros = nowMicros;
        for (String model : new String[] {Scope.WHOLE, scope.model()}) {
            Cooldown cooldown = cooldown(model);
            if (cooldown.holds(nowMicros)) {
                untilMicros = Math.max(untilMicros, cooldown.untilMicros());
            }
        }
        return untilMicros - nowMicros;
    }

    /** The same with other counters for these limits. */
    ScopeState with(Map<String, Counter> changed) {
        Map<String, Counter> all = new HashMap<>(counters);
        all.putAll(changed);
        return new ScopeState(all, cooldowns);
    }

    /** The same, where this cooldown is later than the one that there is. */
    ScopeState with(String model, Cooldown cooldown) {
        Map<String, Cooldown> all = new HashMap<>(cooldowns);
        all.merge(model, cooldown, Cooldown::or);
        return new ScopeState(counters, all);
    }

    /** The same without the pause of the whole that a probe was to end. */
    ScopeState opened() {
        if (!cooldown(Scope.WHOLE).probed()) {
            return this;
        }
        Map<String, Cooldown> all = new HashMap<>(cooldowns);
        all.remove(Scope.WHOLE);
        return new ScopeState(counters, all);
    }

    /** As it stands when a request has passed. */
    ScopeState passed(long nowMicros) {
        Cooldown whole = cooldown(Scope.WHOLE);
        return whole.awaitsProbe(nowMicros)
                ? opened().with(Scope.WHOLE, whole.probing(nowMicros))
                : this;
    }

    /** The cooldowns alone. */
    ScopeState uncounted() {
        return new ScopeState(Map.of(), cooldowns);
    }

    /** When all that cools down has cooled down. */
    long lastCooldownMicros() {
        long last = 0;
        for (Cooldown cooldown : cooldowns.values()) {
            last = Math.max(last, cooldown.untilMicros());
        }
        return last;
    }
}
