package dev.sluice.core.authenticate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A gateway key as it is stored: never the key itself.
 *
 * @param hash SHA-256 of the key, 64 hex digits
 * @param name unique; rows and limits are kept under it
 * @param allowedModels names, aliases or {@code provider/*}; empty = all
 * @param rpm requests a minute, if limited; positive
 * @param tpm tokens a minute, if limited; positive
 */
public record KeyRecord(
        String hash,
        String name,
        List<String> allowedModels,
        OptionalLong rpm,
        OptionalLong tpm,
        Instant createdAt,
        Optional<Instant> expiresAt,
        boolean revoked) {
    /** More than any provider gives, and small enough for the limits' arithmetic. */
    private static final long MOST_PER_MINUTE = 70_000_000_000L;

    public KeyRecord {
        if (!hash.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "hash must be 64 hex digits, got " + hash.length() + " characters");
        }
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")) {
            throw new IllegalArgumentException(
                    "key name must be 1 to 64 of A-Z a-z 0-9 . _ @ -: \"" + name + '"');
        }
        requireLimit("RPM", rpm);
        requireLimit("TPM", tpm);
        allowedModels = List.copyOf(allowedModels);
    }

    /** The same key, revoked. */
    public KeyRecord asRevoked() {
        return new KeyRecord(hash, name, allowedModels, rpm, tpm, createdAt, expiresAt, true);
    }

    private static void requireLimit(String what, OptionalLong value) {
        if (value.isPresent() && (value.getAsLong() < 1 || value.getAsLong() > MOST_PER_MINUTE)) {
            throw new IllegalArgumentException(
                    what + " must be 1 to " + MOST_PER_MINUTE + ": " + value.getAsLong());
        }
    }
}
