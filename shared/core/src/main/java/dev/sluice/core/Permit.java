package dev.sluice.core;

import dev.sluice.core.call.Meters;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Admitted;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.StartedJob;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.time.Clock;

/** One attempt of a journey. */
final class Permit implements Admitted {
    /** A killed request is billed by its last note: what came after it is lost. */
    private static final long NOTE_NANOS = 4_000_000_000L;

    private final Journey journey;
    private final Candidate candidate;
    private final Closing closing;
    private final Clock clock;
    private final Meters meters;
    private long nextNoteNanos;

    /** What is left to do when a client has been served, for better or worse. */
    @FunctionalInterface
    interface Closing {
        void close(Journey journey, Candidate candidate, Attempted.Delivered delivered);
    }

    Permit(Journey journey, Candidate candidate, Closing closing, Clock clock) {
        this.journey = journey;
        this.candidate = candidate;
        this.closing = closing;
        this.clock = clock;
        this.meters = journey.entry.reservation().meters();
        this.nextNoteNanos = clock.nanos() + NOTE_NANOS;
    }

    @Override
    public Candidate candidate() {
        return candidate;
    }

    @Override
    public Meters meters() {
        return meters;
    }

    @Override
    public long deadlineNanos() {
        return journey.deadlineNanos;
    }

    @Override
    public void answered() {
        journey.answered(clock.nanos());
        journey.entry.reservation().opens();
    }

    @Override
    public boolean noteIsDue(long nowNanos) {
        return nowNanos - nextNoteNanos >= 0;
    }

    @Override
    public void note(Metered soFar) {
        nextNoteNanos = clock.nanos() + NOTE_NANOS;
        journey.entry.note(candidate, journey.attempts, soFar);
    }

    @Override
    public Metered reserved() {
        return journey.entry.reserved();
    }

    @Override
    public void started(StartedJob job) {
        uninterrupted(() -> journey.entry.started(candidate, journey.attempts, job));
        journey.settled = true;
    }

    @Override
    public void settle(Attempted.Delivered delivered) {
        if (!journey.settled) {
            journey.settled = true;
            uninterrupted(() -> closing.close(journey, candidate, delivered));
        }
    }

    /** Clients of stores refuse to work for an interrupted thread; what was taken must end. */
    static void uninterrupted(Runnable ending) {
        boolean interrupted = Thread.interrupted();
        try {
            ending.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
