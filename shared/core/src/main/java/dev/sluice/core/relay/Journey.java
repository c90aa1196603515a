package dev.sluice.core.relay;

import dev.sluice.core.admit.Reservation;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Tried;
import dev.sluice.core.resolve.Candidate;
import java.util.Optional;
import java.util.OptionalLong;
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
    private long attemptStartNanos;
    private volatile long answeredNanos = Long.MIN_VALUE;
    private long refusedNanos;
    private Usage spent = Usage.NONE;

    Journey(Call call, Reservation reservation, long deadlineNanos) {
        this.call = call;
        this.reservation = reservation;
        this.deadlineNanos = deadlineNanos;
    }

    public String requestId() {
        return call.requestId();
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

    void attemptBegins(long nowNanos) {
        attemptStartNanos = nowNanos;
    }

    /** The provider has sent the first thing that will be relayed; the first call counts. */
    void answered(long nowNanos) {
        if (answeredNanos == Long.MIN_VALUE) {
            answeredNanos = nowNanos;
        }
    }

    void refused(long nowNanos, Usage told) {
        if (told.totalTokens() > 0) {
            spent = told;
        }
        refusedNanos += nowNanos - attemptStartNanos;
        answeredNanos = Long.MIN_VALUE;
    }

    /**
     * What the gateway itself added to the time to the first byte: from arrival to the first
     * relayed byte, less the time in which a provider was waited for. -1 if none answered.
     */
    public long addedNanos(long startNanos, OptionalLong firstByteNanos) {
        if (answeredNanos == Long.MIN_VALUE || firstByteNanos.isEmpty()) {
            return -1;
        }
        long waitedNanos = refusedNanos + answeredNanos - attemptStartNanos;
        return Math.max(0, firstByteNanos.getAsLong() - startNanos - waitedNanos);
    }

    /** What the last attempt that told of any used, though it gave no answer. */
    public Usage spent() {
        return spent;
    }

    /** Who was called last, and the limits as they stand in the reservation now. */
    public Optional<Tried> tried() {
        return Optional.ofNullable(last)
                .map(
                        candidate ->
                                new Tried(
                                        candidate.provider().name(),
                                        candidate.model().id(),
                                        reservation.meters()));
    }

    /** The candidate that was called last, if any was. */
    public @Nullable Candidate lastCalled() {
        return last;
    }
}
