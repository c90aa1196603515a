package dev.sluice.core.authenticate;

import dev.sluice.core.limit.Limit;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A gateway key as it is stored: never the key itself.
 *
 * @param hash SHA-256 of the key, 64 hex digits; of a role's name where a role signs instead
 * @param name unique; rows and limits are kept under it; a {@linkplain RoleArn role's} is its ARN
 * @param allowedModels names, aliases or {@code provider/*}; empty = all
 * @param limits of all its requests together; may be empty
 */
public record KeyRecord(
        String hash,
        String name,
        List<String> allowedModels,
        List<Limit> limits,
        Instant createdAt,
        Optional<Instant> expiresAt,
        boolean revoked) {
    public KeyRecord {
        if (!hash.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "hash must be 64 hex digits, got " + hash.length() + " characters");
        }
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}") && !isRole(name)) {
            throw new IllegalArgumentException(
                    "key name must be 1 to 64 of A-Z a-z 0-9 . _ @ -, or the ARN of an IAM role: \""
                            + name
                            + '"');
        }
        limits = List.copyOf(limits);
        allowedModels = List.copyOf(allowedModels);
    }

    private static boolean isRole(String name) {
        return RoleArn.nameOf(name).filter(name::equals).isPresent();
    }

    /** The same key, revoked. */
    public KeyRecord asRevoked() {
        return new KeyRecord(hash, name, allowedModels, limits, createdAt, expiresAt, true);
    }
}
