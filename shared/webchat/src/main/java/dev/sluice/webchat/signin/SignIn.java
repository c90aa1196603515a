package dev.sluice.webchat.signin;

import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;

/** Tells who holds a token that is no key of ours. Blocking; safe for any thread. */
@FunctionalInterface
public interface SignIn {

    /** For an installation where nobody signs in. */
    SignIn NONE =
            token -> {
                throw new Rejected(new Rejection.Unauthenticated("Authentication required"));
            };

    /**
     * The caller by e-mail address, in lower case; every failure is the same {@link
     * Rejection.Unauthenticated}.
     */
    Caller caller(String token) throws Rejected;
}
