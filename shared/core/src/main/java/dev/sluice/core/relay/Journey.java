package dev.sluice.core.relay;

import dev.sluice.core.admit.Reservation;
import dev.sluice.core.call.Call;
import dev.sluice.core.resolve.Candidate;
import org.jspecify.annotations.Nullable;

/** What one request has gathered on its way: used by its own thread alone. */
public final class Journey {
    final Call call;
    final Reservation reservation;
    final long deadlineNanos;
    int attempts;
    Admitted.@Nullable Gate gate;
    private volatile boolean relaying;
    @Nullable Candidate last;

    Journey(Call call, Reservation reservation, long deadlineNanos) {
        this.call = call;
        this.reservation = reservation;
        this.deadlineNanos = deadlineNanos;
    }

    public Reservation reservation() {
        return reservation;
    }

    /** Upstream calls so far. */
    public int attempts() {
        return attempts;
    }

    /**
     * Whether an attempt was let through to its first byte, and has not said since that it sent
     * nothing: the client may have seen something.
     */
    public boolean relaying() {
        return relaying;
    }

    void relaying(boolean nowRelaying) {
        relaying = nowRelaying;
    }

    /** The candidate that was called last, if any was. */
    public @Nullable Candidate lastCalled() {
        return last;
    }
}
