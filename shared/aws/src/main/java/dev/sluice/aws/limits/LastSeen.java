package dev.sluice.aws.limits;

import dev.sluice.core.admit.ScopeState;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The state in which this instance last saw a scope: only a guess, which saves a second try. Holds
 * the most recently used scopes. Safe for any thread.
 */
final class LastSeen {
    private final Map<String, ScopeState> byScope;

    LastSeen(int mostScopes) {
        byScope =
                new LinkedHashMap<>(16, 0.75f, true) {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, ScopeState> eldest) {
                        return size() > mostScopes;
                    }
                };
    }

    synchronized ScopeState guess(String scopeId) {
        return byScope.getOrDefault(scopeId, ScopeState.UNUSED);
    }

    synchronized void saw(String scopeId, ScopeState state) {
        byScope.put(scopeId, state);
    }
}
