package dev.sluice.core.authenticate;

import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;

/**
 * Limits of callers that do not stand with their keys, such as what a person may spend. Asked once
 * a request that the operator's accounts may serve, before anything is taken. Blocking; safe for
 * any thread; throws {@link dev.sluice.core.admit.StoreUnavailable} where it cannot be known:
 * nobody is served unseen.
 */
@FunctionalInterface
public interface Allowances {
    /** Everybody has the limits of its key alone. */
    Allowances OF_KEYS = caller -> caller;

    /** The caller with all its limits; throws where nothing is left to it. */
    Caller limited(Caller caller) throws Rejected;
}
