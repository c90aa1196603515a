package dev.sluice.webchat.credit;

import java.time.Instant;
import java.util.Optional;

/** What is kept of a caller beside its usage. Only ever added, never changed. */
public sealed interface AccountEntry {

    /** Sorted by time and unique: a UUIDv7. */
    String id();

    String callerId();

    Instant createdAt();

    /**
     * Credit that was added by hand.
     *
     * @param amountNanoUsd negative where it was taken
     */
    record Credit(String id, String callerId, Instant createdAt, long amountNanoUsd)
            implements AccountEntry {
        public Credit {
            if (amountNanoUsd == 0) {
                throw new IllegalArgumentException("credit must not be 0");
            }
        }
    }

    /**
     * The caller's wish not to be shown rows again: those from before it, of this provider and time
     * where it says so. They stay in the ledger and are counted in sums.
     */
    record Clearing(
            String id,
            String callerId,
            Instant createdAt,
            Optional<String> provider,
            Optional<Instant> from,
            Optional<Instant> to)
            implements AccountEntry {

        /** Whether a row is not to be shown. */
        public boolean hides(String rowProvider, Instant rowCreatedAt) {
            return rowCreatedAt.isBefore(createdAt)
                    && provider.map(rowProvider::equals).orElse(true)
                    && from.map(start -> !rowCreatedAt.isBefore(start)).orElse(true)
                    && to.map(end -> !rowCreatedAt.isAfter(end)).orElse(true);
        }
    }
}
