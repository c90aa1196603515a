package dev.sluice.core.authenticate;

import dev.sluice.core.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A store of keys that a flood of made-up keys does not reach: of keys that do not exist so many
 * are looked up a second. One that was found before is looked up as often as need be. Safe for any
 * thread.
 */
public final class PacedKeys implements KeyStore {
    private static final int MISSES_AT_ONCE = 100;
    private static final int MISSES_A_SECOND = 20;
    private static final int MOST_KNOWN = 10_000;

    private final KeyStore keys;
    private final Pace misses;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    public PacedKeys(KeyStore keys, Clock clock) {
        this.keys = keys;
        this.misses = new Pace(clock, MISSES_AT_ONCE, MISSES_A_SECOND);
    }

    /** A key was not looked up: too many that do not exist were. */
    static final class TooManyMisses extends RuntimeException {
        private TooManyMisses() {
            super("too many unknown keys", null, false, false);
        }
    }

    @Override
    public Optional<KeyRecord> find(String hash) {
        boolean wasFound = known.contains(hash);
        if (!wasFound && !misses.take()) {
            throw new TooManyMisses();
        }
        Optional<KeyRecord> found = keys.find(hash);
        if (found.isPresent() && !wasFound) {
            misses.giveBack();
            if (known.size() < MOST_KNOWN) {
                known.add(hash);
            }
        } else if (found.isEmpty()) {
            known.remove(hash);
        }
        return found;
    }

    @Override
    public boolean create(KeyRecord record) {
        return keys.create(record);
    }

    @Override
    public List<KeyRecord> list() {
        return keys.list();
    }

    @Override
    public boolean revoke(String name) {
        return keys.revoke(name);
    }
}
