package dev.sluice.core.relay;

import dev.sluice.core.admit.Admission;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.resolve.Candidate;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Gathers why candidates did not serve, and says in the end what the caller is told: the reason
 * most worth acting on.
 */
public final class Failures {
    private @Nullable Rejection throttled;
    private long shortestWaitMicros = Long.MAX_VALUE;
    private Rejection.@Nullable Unavailable busy;
    private @Nullable Rejection failed;
    private @Nullable Rejection unservable;
    private @Nullable Rejection spent;
    private @Nullable Rejection tooLarge;
    private @Nullable Rejection notServed;
    private @Nullable Rejection notTaken;

    /** Notes a candidate whose model cannot read so long a prompt, or give so long an answer. */
    public boolean doesNotFit(Call call, Candidate candidate) {
        OptionalLong context = candidate.model().contextTokens();
        if (context.isPresent() && call.leastInputTokens() > context.getAsLong()) {
            tooLarge = Limited.contextExceeded(call, context.getAsLong());
            return true;
        }
        OptionalLong most =
                candidate.model().maxOutputTokens().isPresent()
                        ? candidate.model().maxOutputTokens()
                        : candidate.model().contextTokens();
        boolean fits =
                call.ask().lowersOutput()
                        || call.maxOutputTokens().isEmpty()
                        || most.isEmpty()
                        || call.maxOutputTokens().getAsLong() <= most.getAsLong();
        if (!fits) {
            tooLarge =
                    new Rejection.BadRequest(
                            "max_tokens is too large: "
                                    + call.maxOutputTokens().getAsLong()
                                    + ". The model "
                                    + candidate.model().id()
                                    + " gives at most "
                                    + most.getAsLong()
                                    + " completion tokens.",
                            "max_tokens",
                            "invalid_value");
        }
        return !fits;
    }

    /** Notes a candidate that has not what is asked for: another one may have it. */
    public void unfit(Candidate candidate, Fault fault) {
        if (fault.kind() == Fault.Kind.UNSPOKEN) {
            notServed = Faulted.notServed(candidate);
            return;
        }
        notTaken = new Rejection.BadRequest(fault.message(), fault.param(), fault.code());
    }

    /**
     * Always false: not admitted to this candidate. Throws where no other candidate could help. Who
     * comes while a slot is parked is told what the one was told for whom it was.
     */
    public boolean limited(Candidate candidate, Admission.Refused refused) throws Rejected {
        if (!refused.parked()) {
            return limited(refused);
        }
        if (unservable == null) {
            unservable = Faulted.parked(candidate, refused.waitMicros());
        }
        return false;
    }

    /** Always false: not admitted. Throws where no other candidate could help. */
    public boolean limited(Admission.Refused refused) throws Rejected {
        if (isCredit(refused.scope(), refused.limit())) {
            spent = Rejection.Unpaid.ofCaller(refused.scope().name());
            return false;
        }
        Rejection rejection = Limited.refused(refused);
        Limit limit = refused.limit();
        boolean cheaperMayPass = limit != null && Limited.dependsOnThePrice(limit);
        if (refused.scope().ofCaller() && !cheaperMayPass) {
            throw new Rejected(rejection);
        }
        if (refused.spent()) {
            spent = rejection;
        } else if (refused.waitMicros() < shortestWaitMicros) {
            shortestWaitMicros = refused.waitMicros();
            throttled = rejection;
        }
        return false;
    }

    /** What a caller may spend in all; a cheaper candidate may still be within it. */
    private static boolean isCredit(Scope scope, @Nullable Limit limit) {
        return scope.ofCaller()
                && limit != null
                && limit.window() == Calendar.EVER
                && Limited.dependsOnThePrice(limit);
    }

    /** Always false: not admitted. Throws where no other candidate could help. */
    public boolean tooLarge(Caller caller, Candidate candidate, Admission.TooLarge large)
            throws Rejected {
        if (Limited.isUncounted(candidate, large.limit())) {
            tooLarge = Limited.uncounted(caller, candidate, large.limit());
            return false;
        }
        if (isCredit(large.scope(), large.limit())) {
            spent = Rejection.Unpaid.ofCaller(large.scope().name());
            return false;
        }
        tooLarge = Limited.tooLarge(large);
        if (large.scope().ofCaller() && !Limited.dependsOnThePrice(large.limit())) {
            throw new Rejected(tooLarge);
        }
        return false;
    }

    /** Notes a candidate that was called in vain. Throws where the caller is to be told at once. */
    public void faulted(Candidate candidate, Fault fault) throws Rejected {
        String provider = candidate.provider().name();
        switch (fault.kind()) {
            case REFUSED -> throw new Rejected(Faulted.refused(fault));
            case LOST -> throw new Rejected(Faulted.lost(provider, fault));
            case NO_ROOM -> throw new Rejected(Faulted.noRoom(fault));
            case STOPPING -> throw new Rejected(Faulted.stopping(fault));
            case RATE_LIMITED -> overItsLimit(provider, fault);
            case BUSY -> overloaded(provider, Recovery.waitMicros(fault));
            case BAD_KEY, NO_CREDIT, FORBIDDEN -> unservable = Faulted.unservable(candidate, fault);
            case NOT_SERVED, UNSPOKEN -> notServed = Faulted.notServed(candidate);
            case FAILED, UNREACHED -> failed = Faulted.failed(provider, fault);
            case TIMED_OUT -> failed = Faulted.timedOut(provider, fault);
        }
    }

    private void overItsLimit(String provider, Fault fault) {
        long waitMicros = Recovery.waitMicros(fault);
        if (fault.reach() == Fault.Reach.REQUEST) {
            tooLarge = Faulted.largerThanTheLimit(provider);
        } else if (waitMicros < shortestWaitMicros) {
            shortestWaitMicros = waitMicros;
            throttled = Faulted.overItsLimit(provider, waitMicros);
        }
    }

    /** It says so, and how long to wait. */
    private void overloaded(String provider, long waitMicros) {
        if (busy == null || waitMicros < busy.waitMicros()) {
            busy = Faulted.overloaded(provider, waitMicros);
        }
    }

    /** What the caller is told, after the last candidate. */
    public Rejection verdict() {
        for (Rejection rejection :
                new @Nullable Rejection[] {
                    throttled, busy, failed, spent, unservable, tooLarge, notTaken, notServed
                }) {
            if (rejection != null) {
                return rejection;
            }
        }
        return new Rejection.UpstreamFailed(
                504, "No provider answered in the time this request may take.");
    }
}
