package dev.sluice.core.admit;

import dev.sluice.core.call.Meters;
import org.jspecify.annotations.Nullable;

/** Whether a request may run on one candidate. */
public sealed interface Admission {

    /** It may: all scopes were taken. */
    record Admitted() implements Admission {}

    /**
     * Not now.
     *
     * @param dimension which limit; null while the scope cools down
     * @param meters the tightest limits over all scopes of the request
     */
    record Refused(Scope scope, @Nullable Dimension dimension, long waitMicros, Meters meters)
            implements Admission {

        /** The same with these limits. */
        Refused of(Meters all) {
            return new Refused(scope, dimension, waitMicros, all);
        }
    }

    /** Never: a single cost is above what the limit can ever pass. */
    record TooLarge(Scope scope, Limit limit, long cost) implements Admission {}
}
