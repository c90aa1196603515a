package dev.sluice.core.admit;

import dev.sluice.core.limit.Limit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a scope.
 *
 * @param counters by {@link Limit#name}; absent = never used
 * @param cooldowns by model; that of the whole scope by {@link Scope#WHOLE}
 */
public record ScopeState(Map<String, Counter> counters, Map<String, Cooldown> cooldowns) {
    public static final ScopeState UNUSED = new ScopeState(Map.of(), Map.of());

    /**
     * So many models of a scope may pause in a store at once: their names are whatever callers ask
     * a provider for, and each makes every take of the scope dearer. A further one is left alone by
     * the instance that saw it refused, and by no other.
     */
    public static final int MOST_PAUSED_MODELS = 16;

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

    /**
     * The same with this cooldown, where it is later than the one that there is. Pauses of models
     * that were over when it began are gone. One of a further model than so many changes nothing
     * else: none that still holds makes room for it.
     */
    public ScopeState cooling(String model, Cooldown cooldown, int mostModels) {
        Map<String, Cooldown> all = new HashMap<>(cooldowns);
        all.entrySet()
                .removeIf(
                        pause ->
                                !pause.getKey().equals(Scope.WHOLE)
                                        && pause.getValue().isOverBefore(cooldown));
        int models = all.size() - (all.containsKey(Scope.WHOLE) ? 1 : 0);
        if (model.equals(Scope.WHOLE) || all.containsKey(model) || models < mostModels) {
            all.merge(model, cooldown, Cooldown::or);
        }
        return new ScopeState(counters, all);
    }

    /** The cooldowns of single models. */
    public Map<String, Cooldown> modelCooldowns() {
        Map<String, Cooldown> models = new HashMap<>(cooldowns);
        models.remove(Scope.WHOLE);
        return models;
    }

    /** Another model than this one whose pause is over; null if there is none. */
    public @Nullable String modelThatCooledDown(String asked, long nowMicros) {
        for (Map.Entry<String, Cooldown> pause : cooldowns.entrySet()) {
            String model = pause.getKey();
            if (!model.equals(Scope.WHOLE)
                    && !model.equals(asked)
                    && pause.getValue().isOver(nowMicros)) {
                return model;
            }
        }
        return null;
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
        if (!whole.awaitsProbe(nowMicros)) {
            return this;
        }
        Map<String, Cooldown> all = new HashMap<>(cooldowns);
        all.put(Scope.WHOLE, whole.probing(nowMicros));
        return new ScopeState(counters, all);
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
