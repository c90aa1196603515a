package dev.sluice.core.relay;

import dev.sluice.core.admit.Admission;
import dev.sluice.core.admit.Admit;
import dev.sluice.core.admit.Reservation;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.Scopes;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Resolve;
import dev.sluice.core.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Stage 4: one candidate after the other, within one budget of time and attempts, until one
 * answers.
 *
 * <pre>
 *   429           cool the slot down (all instances see it), next candidate; without a wait only
 *                 its model (a limit that comes with no time may be this model's alone)
 *   503 + wait    cool the slot down, next candidate
 *   401           read the key again once; the same key: park the slot, next candidate
 *   402           park the slot, next candidate
 *   400, 413, 422 the caller's fault: told at once
 *   403, 404      next candidate
 *   5xx, no answer, no connection: next candidate, no cooldown (one failure must not close the only slot)
 * </pre>
 *
 * Retries never multiply: each candidate is called once, a slot with a re-read key once more.
 */
public final class Relay {
    private static final long SECOND_MICROS = 1_000_000;
    private static final long DEFAULT_COOLDOWN_MICROS = 5 * SECOND_MICROS;
    private static final long LONGEST_COOLDOWN_MICROS = 600 * SECOND_MICROS;
    private static final long PARKED_MICROS = 300 * SECOND_MICROS;

    private final Resolve resolve;
    private final Admit admit;
    private final Clock clock;
    private final Budget budget;

    public Relay(Resolve resolve, Admit admit, Clock clock, Budget budget) {
        this.resolve = resolve;
        this.admit = admit;
        this.clock = clock;
        this.budget = budget;
    }

    /**
     * Opens the usage row, once, as soon as a candidate has admitted the request; returns what to
     * wait for.
     */
    @FunctionalInterface
    public interface Opening {
        Admitted.Gate open(Candidate candidate, Reservation reservation);
    }

    public Relayed relay(
            Journey journey, List<Candidate> candidates, Opening opening, Attempt attempt)
            throws Rejected {
        Failures failures = new Failures();
        for (Candidate candidate : candidates) {
            if (spent(journey)) {
                break;
            }
            if (failures.doesNotFit(journey.call, candidate)
                    || cooling(journey, candidate, failures)
                    || !admitted(journey, candidate, failures)) {
                continue;
            }
            Optional<Relayed> relayed = attempt(journey, candidate, opening, attempt, failures);
            if (relayed.isPresent()) {
                return relayed.get();
            }
        }
        throw new Rejected(failures.verdict());
    }

    public Journey begin(Call call, long startNanos) {
        long overallNanos = overallNanos(call, startNanos);
        long leftNanos = startNanos + overallNanos - clock.nanos();
        Reservation reservation =
                admit.reserve(clock.epochMicros() + TimeUnit.NANOSECONDS.toMicros(leftNanos));
        return new Journey(call, reservation, startNanos + overallNanos);
    }

    /** The budget, or less where the call must end sooner. */
    private long overallNanos(Call call, long startNanos) {
        long overallNanos = call.stream() ? budget.overallNanos() : budget.wholeNanos();
        if (call.deadlineEpochMicros().isEmpty()) {
            return overallNanos;
        }
        long leftMicros = call.deadlineEpochMicros().getAsLong() - clock.epochMicros();
        long goneNanos = clock.nanos() - startNanos;
        return Math.min(overallNanos, TimeUnit.MICROSECONDS.toNanos(leftMicros) + goneNanos);
    }

    private boolean cooling(Journey journey, Candidate candidate, Failures failures)
            throws Rejected {
        Optional<Admission> cooling =
                candidate.slot().source().isLimited()
                        ? admit.cooling(Scopes.modelScopeId(candidate))
                        : Optional.empty();
        if (cooling.isEmpty()) {
            return false;
        }
        var scopes = Scopes.of(candidate, journey.call.caller());
        return !failures.limited(admit.told((Admission.Refused) cooling.get(), scopes));
    }

    private boolean admitted(Journey journey, Candidate candidate, Failures failures)
            throws Rejected {
        List<Scope> scopes = Scopes.of(candidate, journey.call.caller());
        Admission admission =
                admit.move(
                        journey.reservation, scopes, Scopes.costs(journey.call, candidate, scopes));
        // No switch over types, here and below: it is linked at its first use, in every cold start.
        if (admission instanceof Admission.Refused refused) {
            return failures.limited(refused);
        }
        return !(admission instanceof Admission.TooLarge tooLarge) || failures.tooLarge(tooLarge);
    }

    private Optional<Relayed> attempt(
            Journey journey,
            Candidate candidate,
            Opening opening,
            Attempt attempt,
            Failures failures)
            throws Rejected {
        Attempted attempted = once(journey, candidate, opening, attempt);
        if (attempted instanceof Attempted.Refused(Fault fault, Usage _)
                && fault.kind() == Fault.Kind.BAD_KEY) {
            Optional<Candidate> renewed = renewed(candidate);
            if (renewed.isPresent() && spent(journey)) {
                // Not parked: nobody has refused the new key.
                failures.faulted(candidate, fault, cooldownMicros(fault));
                return Optional.empty();
            }
            if (renewed.isPresent()) {
                return conclude(
                        renewed.get(), once(journey, renewed.get(), opening, attempt), failures);
            }
        }
        return conclude(candidate, attempted, failures);
    }

    /** The same slot with another key, if there is one by now. */
    private Optional<Candidate> renewed(Candidate candidate) {
        return resolve.reread(candidate)
                .filter(reread -> !reread.slot().key().equals(candidate.slot().key()));
    }

    private boolean spent(Journey journey) {
        return journey.attempts >= budget.attempts() || clock.nanos() - journey.deadlineNanos >= 0;
    }

    /** Throws where the row could not be opened: another call could not be billed either. */
    private Attempted once(Journey journey, Candidate candidate, Opening opening, Attempt attempt)
            throws Rejected {
        journey.attempts++;
        journey.last = candidate;
        if (journey.gate == null) {
            journey.gate = opening.open(candidate, journey.reservation);
        }
        Admitted.Gate gate = journey.gate;
        journey.attemptBegins(clock.nanos());
        Attempted attempted =
                attempt.run(
                        new Admitted(
                                candidate,
                                journey.reservation,
                                journey.deadlineNanos,
                                () -> {
                                    journey.answered(clock.nanos());
                                    gate.await();
                                    journey.relaying(true);
                                }));
        if (attempted instanceof Attempted.Refused refused) {
            journey.refused(clock.nanos(), refused.spent());
            journey.relaying(false);
            gate.await();
        }
        return attempted;
    }

    private Optional<Relayed> conclude(Candidate candidate, Attempted attempted, Failures failures)
            throws Rejected {
        if (attempted instanceof Attempted.Refused(Fault fault, Usage _)) {
            coolDown(candidate, fault);
            failures.faulted(candidate, fault, cooldownMicros(fault));
            return Optional.empty();
        }
        return Optional.of(new Relayed(candidate, (Attempted.Delivered) attempted));
    }

    private void coolDown(Candidate candidate, Fault fault) {
        if (!candidate.slot().source().isLimited()) {
            return;
        }
        long cooldownMicros = cooldownMicros(fault);
        switch (fault.kind()) {
            case RATE_LIMITED -> admit.coolDown(limitedScope(candidate, fault), cooldownMicros);
            case BUSY -> admit.coolDown(candidate.slot().scopeId(), cooldownMicros);
            case BAD_KEY, NO_CREDIT -> admit.coolDown(candidate.slot().scopeId(), PARKED_MICROS);
            case REFUSED, FORBIDDEN, NOT_SERVED, FAILED, TIMED_OUT, UNRECORDED -> {}
        }
    }

    private static String limitedScope(Candidate candidate, Fault fault) {
        return fault.waitMicros() < 0 ? Scopes.modelScopeId(candidate) : candidate.slot().scopeId();
    }

    private static long cooldownMicros(Fault fault) {
        return fault.waitMicros() < 0
                ? DEFAULT_COOLDOWN_MICROS
                : Math.min(fault.waitMicros(), LONGEST_COOLDOWN_MICROS);
    }
}
