package dev.sluice.core;

import dev.sluice.core.admit.Admission;
import dev.sluice.core.admit.Admit;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.Scopes;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.authenticate.Authenticate;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.StoreBudget;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.relay.Attempt;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.Budget;
import dev.sluice.core.relay.Failures;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.relay.Recovery;
import dev.sluice.core.resolve.Accounts;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Resolve;
import dev.sluice.core.settle.Entry;
import dev.sluice.core.settle.Settle;
import dev.sluice.core.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way of a request, left to right. Read this first.
 *
 * <pre>
 *   who? ─► which? ─► for each candidate: may it? ─► the row stands ─► attempt ─► settle
 * </pre>
 *
 * <p>Until the answer has {@linkplain dev.sluice.core.relay.Moment begun} everything can fall back
 * to the next candidate; after it there is only an outcome. Whatever happens, the reservation ends,
 * and a request that called a provider has exactly one row, which stood before the call.
 */
public final class Gateway {
    private final Authenticate authenticate;
    private final Resolve resolve;
    private final Admit admit;
    private final Recovery recovery;
    private final Settle settle;
    private final Budget budget;
    private final Clock clock;

    public Gateway(
            Authenticate authenticate,
            Resolve resolve,
            Admit admit,
            Settle settle,
            Budget budget,
            Clock clock) {
        this.authenticate = authenticate;
        this.resolve = resolve;
        this.admit = admit;
        this.recovery = new Recovery(resolve, admit);
        this.settle = settle;
        this.budget = budget;
        this.clock = clock;
    }

    /** Who? Takes the {@code Authorization} header; comes before the body is read. */
    public Caller authenticate(@Nullable String authorization) throws Rejected {
        try {
            return authenticate.authenticate(authorization);
        } catch (StoreUnavailable e) {
            throw Rejected.unavailable(e);
        }
    }

    /** Who? Takes the ARN of who signed the request, where AWS has checked the signature. */
    public Caller signed(String arn) throws Rejected {
        try {
            return authenticate.signed(arn);
        } catch (StoreUnavailable e) {
            throw Rejected.unavailable(e);
        }
    }

    /**
     * Refuses a caller that is known to be over a limit of its own; comes before the body is read.
     */
    public void hear(Caller caller) throws Rejected {
        if (caller.limits().isEmpty()) {
            return;
        }
        try {
            Optional<Admission.Refused> over =
                    admit.over(Scope.ofCaller(caller.id(), caller.limits()));
            if (over.isPresent()) {
                new Failures().limited(over.get());
            }
        } catch (StoreUnavailable e) {
            throw Rejected.unavailable(e);
        }
    }

    /**
     * Counts a request that no model serves, at its caller and at the slot that takes it: the first
     * of these that has room.
     *
     * @param among at least one
     */
    public Candidate count(Caller caller, List<Candidate> among) throws Rejected {
        try {
            long untilMicros = clock.epochMicros() + TimeUnit.SECONDS.toMicros(1);
            Caller limited = authenticate.limited(caller);
            return new UncalledCount(admit).take(untilMicros, limited, among);
        } catch (StoreUnavailable e) {
            throw Rejected.unavailable(e);
        }
    }

    /**
     * Serves one request and returns when its row is settled. Throws where the client has seen
     * nothing of an answer.
     */
    public void serve(Call call, Attempt attempt) throws Rejected {
        serve(call, Accounts.CONFIGURED, attempt);
    }

    /** By these accounts rather than by the configured ones alone. */
    public void serve(Call asked, Accounts accounts, Attempt attempt) throws Rejected {
        try (StoreBudget.Bound _ = StoreBudget.bindUnlessBound()) {
            pass(asked, accounts, attempt);
        }
    }

    private void pass(Call asked, Accounts accounts, Attempt attempt) throws Rejected {
        long startNanos = clock.nanos();
        Call call = limited(asked, accounts);
        List<Candidate> candidates = which(call, accounts);
        Journey journey = begin(call, startNanos);
        try {
            for (Candidate candidate : candidates) {
                if (isSpent(journey)) {
                    break;
                }
                if (isFit(journey, candidate, attempt)
                        && isAdmitted(journey, candidate)
                        && isServed(journey, candidate, attempt)) {
                    return;
                }
            }
            throw new Rejected(journey.failures.verdict());
        } catch (Rejected e) {
            throw unserved(journey, attempt, e);
        } catch (StoreUnavailable e) {
            throw unserved(journey, attempt, Rejected.unavailable(e));
        } catch (RuntimeException | Error e) {
            died(journey, attempt, e);
            throw e;
        }
    }

    /** What callers bring along costs us nothing. */
    private Call limited(Call call, Accounts accounts) throws Rejected {
        try {
            return accounts.configured() ? call.by(authenticate.limited(call.caller())) : call;
        } catch (StoreUnavailable e) {
            throw Rejected.unavailable(e);
        }
    }

    private List<Candidate> which(Call call, Accounts accounts) throws Rejected {
        try {
            return resolve.candidates(call, accounts);
        } catch (Rejected e) {
            throw accounts.brought().isEmpty() && resolve.hasNoSlot() ? withoutSlot() : e;
        } catch (StoreUnavailable e) {
            throw Rejected.unavailable(e);
        }
    }

    /** No name would do: that is the operator's to mend, not the caller's. */
    private static Rejected withoutSlot() {
        return Rejected.unavailable(
                "This gateway has no provider slot that it can use, so no model is served. Its"
                        + " operator has to mend that.",
                new StoreUnavailable(
                        "no provider slot is left: none is set, or each has a wrong setting",
                        new IllegalStateException()));
    }

    private Journey begin(Call call, long startNanos) {
        long deadlineNanos = startNanos + budget.nanos(call, startNanos, clock);
        long leftMicros = TimeUnit.NANOSECONDS.toMicros(deadlineNanos - clock.nanos());
        Entry entry = settle.entry(call, admit.reserve(clock.epochMicros() + leftMicros));
        return new Journey(call, entry, startNanos, deadlineNanos);
    }

    private boolean isSpent(Journey journey) {
        return journey.attempts >= budget.attempts()
                || clock.nanos() - journey.deadlineNanos >= 0
                || (journey.attempts > 0 && !StoreBudget.hasRoomForACandidate());
    }

    private static boolean isFit(Journey journey, Candidate candidate, Attempt attempt) {
        Fault fault = attempt.unfit(candidate);
        if (fault != null) {
            journey.failures.unfit(candidate, fault);
        }
        return fault == null;
    }

    /** May it? Takes the limits and makes the row stand, side by side in one round trip. */
    private boolean isAdmitted(Journey journey, Candidate candidate) throws Rejected {
        if (journey.failures.doesNotFit(journey.call, candidate)) {
            return false;
        }
        List<Scope> scopes = Scopes.of(candidate, journey.call);
        journey.scopes = scopes;
        Measures costs = Scopes.costs(journey.call, candidate, scopes);
        admit.leave(journey.entry.reservation(), scopes, costs);
        Admission admission =
                admit.move(
                        journey.entry.reservation(),
                        scopes,
                        costs,
                        () -> journey.entry.stand(candidate, journey.attempts + 1));
        // No switch over types, here and below: it is linked at its first use, in every cold start.
        if (admission instanceof Admission.Refused refused) {
            return journey.failures.limited(candidate, refused);
        }
        return !(admission instanceof Admission.TooLarge tooLarge)
                || journey.failures.tooLarge(journey.call.caller(), candidate, tooLarge);
    }

    private boolean isServed(Journey journey, Candidate candidate, Attempt attempt)
            throws Rejected {
        Fault fault = attempt(journey, candidate, attempt);
        Optional<Candidate> renewed =
                fault == null ? Optional.empty() : recovery.renewed(candidate, fault);
        if (fault != null && renewed.isPresent() && !isSpent(journey)) {
            journey.entry.stand(renewed.get(), journey.attempts + 1);
            fault = attempt(journey, renewed.get(), attempt);
            renewed = Optional.empty();
        }
        if (fault == null) {
            return true;
        }
        if (renewed.isEmpty()) { // else nobody has refused the new key
            recovery.coolDown(candidate, fault, journey.entry.reservation());
        }
        journey.failures.faulted(candidate, fault);
        return false;
    }

    /** One call; settles its row where the client was served. Returns why it was not. */
    private @Nullable Fault attempt(Journey journey, Candidate candidate, Attempt attempt) {
        journey.attemptBegins(candidate, clock.nanos());
        Permit permit = new Permit(journey, candidate, this::close, clock);
        Attempted attempted = attempt.run(permit);
        if (attempted instanceof Attempted.Refused refused) {
            journey.refused(refused, clock.nanos());
            return refused.fault();
        }
        if (attempted instanceof Attempted.Delivered delivered) {
            permit.settle(delivered);
        } // else the row is a job's, and stays open
        return null;
    }

    /** The slot cools down before its client is told, who may ask again at once. */
    private void close(Journey journey, Candidate candidate, Attempted.Delivered delivered) {
        Fault fault = delivered.fault();
        if (fault != null) {
            recovery.coolDownAfter(candidate, fault, journey.entry.reservation());
        }
        settle.close(journey.entry, journey.served(candidate, delivered), delivered);
    }

    private Rejected unserved(Journey journey, Attempt attempt, Rejected rejected) {
        Rejection rejection = rejected.rejection();
        int status = attempt.moment().isCommitted() ? 200 : Statuses.of(rejection);
        Rejected told = rejected.after(journey.tried(), admit.known(journey.scopes));
        end(journey, status, Statuses.code(rejection));
        return told;
    }

    private void died(Journey journey, Attempt attempt, Throwable cause) {
        if (attempt.moment().hasBegun() && !journey.settled) {
            settle.abandon(journey.entry, cause);
        } else if (!journey.settled) {
            end(journey, attempt.moment().isCommitted() ? 200 : 500, "internal_error");
        }
    }

    private void end(Journey journey, int status, String errorCode) {
        Candidate last = journey.lastCalled;
        Permit.uninterrupted(
                () -> {
                    if (last == null) {
                        settle.undo(journey.entry);
                    } else {
                        settle.close(
                                journey.entry,
                                journey.unserved(last),
                                journey.nothing(status, errorCode));
                    }
                });
    }
}
