package dev.sluice.deploy.smoke;

import dev.sluice.core.call.Secret;
import dev.sluice.deploy.console.Refused;
import dev.sluice.deploy.console.Terminal;
import java.util.Map;
import java.util.Optional;

/**
 * The gateway key that a smoke test asks with, checked before anything sees it: the HTTP client's
 * own refusal of a header would repeat it.
 */
public final class SmokeKey {
    private static final String VARIABLE = "SLUICE_SMOKE_KEY";

    private SmokeKey() {}

    /** Empty where the environment has none. */
    public static Optional<Secret> of(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(VARIABLE))
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .map(key -> checked(VARIABLE, key));
    }

    /** That of the environment, else one that somebody types. */
    public static Secret required(Map<String, String> environment, Terminal terminal) {
        return of(environment)
                .or(
                        () ->
                                terminal.secrets()
                                        .apply("Gateway key: ")
                                        .map(key -> checked("The key", key.strip())))
                .orElseThrow(
                        () ->
                                new Refused(
                                        "SLUICE_SMOKE_KEY is not set. read -rs SLUICE_SMOKE_KEY; export SLUICE_SMOKE_KEY"
                                                + " takes a key that the shell's history does not see."));
    }

    private static Secret checked(String name, String key) {
        if (!key.matches("[!-~]+")) {
            throw new Refused(
                    name + " must be one word of printable ASCII: what it holds is no key.");
        }
        return new Secret(key);
    }
}
