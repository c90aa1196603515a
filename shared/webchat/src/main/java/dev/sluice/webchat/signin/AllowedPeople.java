package dev.sluice.webchat.signin;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who of those who signed in may use the operator's slots: addresses, domains of Google Workspace
 * that say they are their members, or {@code *} in either for everybody. Nobody where both are
 * empty.
 */
public record AllowedPeople(Set<String> emails, Set<String> domains) {
    private static final String EVERYBODY = "*";

    public AllowedPeople {
        emails = lower(emails);
        domains = lower(domains);
    }

    /**
     * Whether it is one of them.
     *
     * @param email in lower case
     */
    boolean allows(String email, Optional<String> hostedDomain) {
        return emails.contains(EVERYBODY)
                || domains.contains(EVERYBODY)
                || emails.contains(email)
                || hostedDomain.filter(domains::contains).isPresent();
    }

    private static Set<String> lower(Set<String> names) {
        return names.stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
