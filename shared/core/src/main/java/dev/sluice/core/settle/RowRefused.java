package dev.sluice.core.settle;

/** A row that the ledger will not take: the store works, but not with this row. */
public final class RowRefused extends RuntimeException {
    public RowRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
