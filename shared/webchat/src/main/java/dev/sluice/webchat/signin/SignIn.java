package dev.sluice.webchat.signin;

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
     * The visitor by e-mail address, in lower case; every failure is the same {@link
     * Rejection.Unauthenticated}.
     */
    Visitor visitor(String token) throws Rejected;
}
