package dev.sluice.core.authenticate;

import dev.sluice.core.time.Age;
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

    private record Entry(Optional<KeyRecord> found, Age age) {
        boolean isFresh() {
            return age.nanos() < (found.isPresent() ? HIT_NANOS : MISS_NANOS);
        }
    }

    private final KeyStore store;
    private final Clock clock;
    private final Map<String, Entry> byHash = new ConcurrentHashMap<>();

    KeyCache(KeyStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    Optional<KeyRecord> find(String hash) {
        Entry entry = byHash.get(hash);
        if (entry != null && entry.isFresh()) {
            return entry.found();
        }
        Age age = new Age(clock); // of what the store says at the earliest
        Optional<KeyRecord> found = store.find(hash);
        makeRoom();
        byHash.put(hash, new Entry(found, age));
        return found;
    }

    private void makeRoom() {
        if (byHash.size() < MOST_ENTRIES) {
            return;
        }
        byHash.values().removeIf(entry -> !entry.isFresh());
        if (byHash.size() >= MOST_ENTRIES) {
            byHash.values()
                    .removeIf(entry -> entry.found().isEmpty()); // a guesser's misses go first
        }
    }
}
