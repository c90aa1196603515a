package dev.sluice.webchat.signin;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whom a token of Google's speaks of.
 *
 * @param email an address that Google has verified
 * @param hostedDomain the Workspace domain whose member this is ({@code hd}), lower case. An
 *     address can end in a domain whose organisation knows nothing of the account.
 */
record Identity(String email, Optional<String> hostedDomain) {
    Identity {
        hostedDomain = hostedDomain.map(domain -> domain.strip().toLowerCase(Locale.ROOT));
    }

    /** Of what a token claims. */
    static Identity of(String email, @Nullable Object hd) {
        return new Identity(
                email, hd instanceof String domain ? Optional.of(domain) : Optional.empty());
    }
}
