package dev.sluice.core.authenticate;

import dev.sluice.core.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers lookups for a short time, in bounded space. Two first lookups at once may both read:
 * harmless.
 */
final class KeyCache {
    private static final long HIT_NANOS = 10_000_000_000L;
    private static final long MISS_NANOS = 5_000_000_000L;
    private static final int MOST_ENTRIES = 10_000;

    private record Entry(Optional<KeyRecord> found, long freshUntilNanos) {}

    private final KeyStore store;
    private final Clock clock;
    private final Map<String, Entry> byHash = new ConcurrentHashMap<>();

    KeyCache(KeyStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    Optional<KeyRecord> find(String hash) {
        long nowNanos = clock.nanos();
        Entry entry = byHash.get(hash);
        if (entry != null && entry.freshUntilNanos() - nowNanos > 0) {
            return entry.found();
        }
        Optional<KeyRecord> found = store.find(hash);
        makeRoom(nowNanos);
        byHash.put(hash, new Entry(found, nowNanos + (found.isPresent() ? HIT_NANOS : MISS_NANOS)));
        return found;
    }

    private void makeRoom(long nowNanos) {
        if (byHash.size() < MOST_ENTRIES) {
            return;
        }
        byHash.values().removeIf(entry -> entry.freshUntilNanos() - nowNanos <= 0);
        if (byHash.size() >= MOST_ENTRIES) {
            byHash.values()
                    .removeIf(entry -> entry.found().isEmpty()); // a guesser's misses go first
        }
    }
}
