package dev.sluice.operator;

import dev.sluice.core.authenticate.KeyStore;
import dev.sluice.core.authenticate.RoleArn;
import java.util.Locale;

/** The name that the ledger has for whom an operator names. */
final class CallerName {
    private CallerName() {}

    /**
     * @param typed the name of a key, as it is; a role's ARN, path or session included; the address
     *     of who signs in, which is kept in lower case
     */
    static String of(String typed, KeyStore keys) {
        String name = typed.strip();
        return RoleArn.nameOf(name)
                .orElseGet(
                        () ->
                                name.contains("@") && !isKey(name, keys)
                                        ? name.toLowerCase(Locale.ROOT)
                                        : name);
    }

    private static boolean isKey(String name, KeyStore keys) {
        return keys.list().stream().anyMatch(key -> key.name().equals(name));
    }
}
