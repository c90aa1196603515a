package dev.sluice.aws;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Which shard of a day's rollup a settle adds to. A caller with one request at a time has one
 * shard; those that settle here at once have one each, as far as they reach. Other instances are
 * seen by their conflicts alone: after one, a caller's settles begin at a random shard for a while.
 * Safe for any thread.
 */
final class DayShards {
    static final int SHARDS = 32;
    private static final int MOST_BUSY = 1_000;
    private static final long BUSY_NANOS = 30_000_000_000L;

    /** Where one settle begins. */
    record Place(String callerId, int shard) {}

    private final RandomGenerator random;
    private final Map<String, BitSet> taken = new HashMap<>();
    private final Map<String, Long> busyUntilNanos = new HashMap<>();

    DayShards(RandomGenerator random) {
        this.random = random;
    }

    synchronized Place begin(String callerId) {
        BitSet mine = taken.get(callerId);
        if (mine == null) {
            mine = new BitSet(SHARDS);
            taken.put(callerId, mine);
        }
        int shard = free(mine, isBusy(callerId) ? random.nextInt(SHARDS) : 0);
        mine.set(shard);
        return new Place(callerId, shard);
    }

    /** After a conflict: any other one. */
    synchronized int other(Place place, int shard) {
        if (busyUntilNanos.size() >= MOST_BUSY) {
            busyUntilNanos.clear();
        }
        busyUntilNanos.put(place.callerId(), System.nanoTime() + BUSY_NANOS);
        return (shard + 1 + random.nextInt(SHARDS - 1)) % SHARDS;
    }

    synchronized void end(Place place) {
        BitSet mine = taken.get(place.callerId());
        if (mine != null) {
            mine.clear(place.shard());
            if (mine.isEmpty()) {
                taken.remove(place.callerId());
            }
        }
    }

    private boolean isBusy(String callerId) {
        Long untilNanos = busyUntilNanos.get(callerId);
        if (untilNanos != null && System.nanoTime() - untilNanos >= 0) {
            busyUntilNanos.remove(callerId);
            return false;
        }
        return untilNanos != null;
    }

    /** The next one that nobody here writes to; any one where all are taken. */
    private int free(BitSet mine, int from) {
        int next = mine.nextClearBit(from);
        if (next < SHARDS) {
            return next;
        }
        int first = mine.nextClearBit(0);
        return first < SHARDS ? first : random.nextInt(SHARDS);
    }
}
