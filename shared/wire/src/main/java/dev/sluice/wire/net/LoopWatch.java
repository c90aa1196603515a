package dev.sluice.wire.net;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at a {@link Loop}'s carriers every now and then while there is work, as Go's {@code sysmon}
 * does: every 75 ms, and 25 ms after a look that found one running. Those that run the same task at
 * two looks are replaced, and somebody is called where something is due or nobody polls meanwhile.
 */
final class LoopWatch {
    private static final long LOOK_NANOS = 75_000_000;
    private static final long LOOK_AGAIN_NANOS = 25_000_000;

    /** So many looks without work, and it rests. */
    private static final int LOOKS_AT_REST = 1;

    private final Loop loop;
    private final AtomicReferenceArray<Loop.Carrier> places;
    private final Thread thread;
    private final Loop.Carrier[] seen;
    private final long[] turns;
    private volatile boolean rests;

    /** At the last look somebody ran, or something was due. */
    private boolean busy;

    LoopWatch(Loop loop, AtomicReferenceArray<Loop.Carrier> places) {
        this.loop = loop;
        this.places = places;
        this.seen = new Loop.Carrier[places.length()];
        this.turns = new long[places.length()];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = places.get(i);
        }
        this.thread = Thread.ofPlatform().daemon().name("loop watch").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** There is work. */
    void wake() {
        if (rests) {
            rests = false;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        int looksAtRest = 0;
        while (true) {
            looksAtRest = look() ? 0 : looksAtRest + 1;
            if (looksAtRest > LOOKS_AT_REST) {
                rest();
                looksAtRest = 0;
            }
            LockSupport.parkNanos(this, busy ? LOOK_AGAIN_NANOS : LOOK_NANOS);
        }
    }

    /** Whether there was work since the last look. */
    private boolean look() {
        busy = loop.isDue();
        boolean work = busy;
        boolean oneStuck = false;
        for (int i = 0; i < seen.length; i++) {
            Loop.Carrier carrier = places.get(i);
            long turn = carrier.turn();
            boolean stands = isSeen(i, carrier, turn);
            boolean runs = Loop.Carrier.runs(turn);
            seen[i] = carrier;
            turns[i] = turn;
            busy |= runs;
            work |= runs || !stands;
            if (runs && stands) {
                oneStuck = true;
                loop.replace(carrier, turn);
            }
        }
        loop.help(oneStuck);
        return work;
    }

    @SuppressWarnings("ReferenceEquality") // the very same one
    private boolean isSeen(int place, Loop.Carrier carrier, long turn) {
        return seen[place] == carrier && turns[place] == turn;
    }

    /** Until there is work again. */
    private void rest() {
        rests = true;
        boolean still = !loop.isDue();
        for (int i = 0; i < seen.length; i++) {
            Loop.Carrier carrier = places.get(i);
            still &= isSeen(i, carrier, carrier.turn());
        }
        if (still) {
            LockSupport.park(this);
        }
        rests = false;
    }
}
