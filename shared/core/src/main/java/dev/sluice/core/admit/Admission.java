package dev.sluice.core.admit;

import dev.sluice.core.call.Meters;
import dev.sluice.core.limit.Limit;
import org.jspecify.annotations.Nullable;

/** Whether a request may run on one candidate. */
public sealed interface Admission {

    /** It may: all scopes were taken. */
    record Admitted() implements Admission {}

    /**
     * Not now.
     *
     * @param scope the one that refused; where several did, the caller's own
     * @param limit which limit; null while the scope cools down
     * @param parked whether it does since the provider refused the slot's key or credit: no caller
     *     did too much
     * @param waitMicros when this very request passes, if it comes alone: the longest wait of all
     *     scopes that refused; {@link Long#MAX_VALUE} = never
     * @param spent whether the limit is a budget that is used up: waiting does not help
     * @param meters the tightest limits over all scopes of the request
     */
    record Refused(
            Scope scope,
            @Nullable Limit limit,
            boolean parked,
            long waitMicros,
            boolean spent,
            Meters meters)
            implements Admission {

        Refused(Scope scope, Verdict.Refused reason, long waitMicros) {
            this(scope, reason.limit(), reason.isParked(), waitMicros, reason.spent(), Meters.NONE);
        }

        /** The same with these limits. */
        Refused of(Meters all) {
            return new Refused(scope, limit, parked, waitMicros, spent, all);
        }
    }

    /** Never: a single cost is above what the limit can ever pass. */
    record TooLarge(Scope scope, Limit limit, long cost) implements Admission {}
}
