package dev.sluice.core;

import dev.sluice.core.admit.Scope;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Tried;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.Failures;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.settle.Cost;
import dev.sluice.core.settle.Ending;
import dev.sluice.core.settle.Entry;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What one request has gathered on its way: used by its own thread alone. */
final class Journey {
    final Call call;
    final Entry entry;
    final Failures failures = new Failures();
    final long startNanos;
    final long deadlineNanos;
    int attempts;
    boolean sent;
    boolean settled;
    @Nullable Candidate lastCalled;

    /** Of the last candidate that came to admission. */
    List<Scope> scopes = List.of();

    private long attemptStartNanos;
    private long answeredNanos = Long.MIN_VALUE;
    private long refusedNanos;
    private Metered spent = Metered.NONE;
    private @Nullable Cost failedCost;

    Journey(Call call, Entry entry, long startNanos, long deadlineNanos) {
        this.call = call;
        this.entry = entry;
        this.startNanos = startNanos;
        this.deadlineNanos = deadlineNanos;
    }

    void attemptBegins(Candidate candidate, long nowNanos) {
        attempts++;
        lastCalled = candidate;
        attemptStartNanos = nowNanos;
    }

    /** The provider has sent the first thing that will be relayed; the first call counts. */
    void answered(long nowNanos) {
        if (answeredNanos == Long.MIN_VALUE) {
            answeredNanos = nowNanos;
        }
    }

    void refused(Attempted.Refused refused, long nowNanos) {
        sent |= refused.fault().wasSent();
        Measures counted =
                refused.fault().wasCounted()
                        ? refused.spent().measures().with(Measure.REQUESTS, requests())
                        : Measures.NONE;
        if (lastCalled != null && owes(refused.spent())) {
            Cost cost = Cost.of(lastCalled, refused.spent());
            counted = counted.with(Measure.NANO_USD, cost.nanoUsd());
            failedCost = failedCost == null ? cost : failedCost.plus(cost);
            spent = spent.plus(refused.spent());
            entry.reservation().owes(counted);
        }
        if (!counted.equals(Measures.NONE)) { // what an attempt before left there stays counted
            entry.reservation().sent(counted);
        }
        refusedNanos += nowNanos - attemptStartNanos;
        answeredNanos = Long.MIN_VALUE;
    }

    /** Also where only its price a piece tells what it may come to. */
    private static boolean owes(Metered spent) {
        return !spent.isNothing() || spent.estimated();
    }

    /**
     * What the gateway itself added to the time to the first byte: from arrival to the first
     * relayed byte, less the time in which a provider was waited for. -1 if none answered.
     */
    private long addedNanos(OptionalLong firstByteNanos) {
        if (answeredNanos == Long.MIN_VALUE || firstByteNanos.isEmpty()) {
            return -1;
        }
        long waitedNanos = refusedNanos + answeredNanos - attemptStartNanos;
        return Math.max(0, firstByteNanos.getAsLong() - startNanos - waitedNanos);
    }

    /** How an answer that began ended. */
    Ending served(Candidate candidate, Attempted.Delivered delivered) {
        Cost served = Cost.of(candidate, delivered.usage());
        Cost cost = failedCost == null ? served : served.plus(failedCost);
        return new Ending(
                candidate,
                attempts,
                true,
                startNanos,
                addedNanos(delivered.firstByteNanos()),
                cost,
                counted(delivered.usage().plus(spent), cost));
    }

    /** How it ended where all were called in vain. */
    Ending unserved(Candidate last) {
        Cost cost = failedCost == null ? Cost.of(last, Metered.NONE) : failedCost;
        return new Ending(last, attempts, sent, startNanos, -1, cost, counted(spent, cost));
    }

    private Measures counted(Metered used, Cost cost) {
        return used.measures().ofRequests(requests(), cost.nanoUsd());
    }

    /** A request may be several calls of its provider, each of which that counts. */
    private long requests() {
        return Math.max(1, entry.reservation().costs().of(Measure.REQUESTS));
    }

    /**
     * What the client got where all were called in vain: nothing, which costs nothing, unless a
     * provider counted tokens for an answer that it did not give.
     */
    Attempted.Delivered nothing(int status, String errorCode) {
        return new Attempted.Delivered(
                Outcome.UPSTREAM_FAILED, status, spent, null, errorCode, OptionalLong.empty());
    }

    /** Who was called last. */
    Optional<Tried> tried() {
        return Optional.ofNullable(lastCalled)
                .map(candidate -> new Tried(candidate.provider().name(), candidate.model().id()));
    }
}
