package dev.sluice.webchat.signin;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who of those who signed in may use the operator's slots: addresses, domains, or {@code *} in
 * either for everybody. Nobody where both are empty.
 */
public record Allowed(Set<String> emails, Set<String> domains) {
    private static final String EVERYBODY = "*";

    public Allowed {
        emails = lower(emails);
        domains = lower(domains);
    }

    boolean allows(String email) {
        String domain = email.substring(email.lastIndexOf('@') + 1);
        return emails.contains(EVERYBODY)
                || domains.contains(EVERYBODY)
                || emails.contains(email)
                || domains.contains(domain);
    }

    private static Set<String> lower(Set<String> names) {
        return names.stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
