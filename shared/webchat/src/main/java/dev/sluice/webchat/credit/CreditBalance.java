package dev.sluice.webchat.credit;

/**
 * A caller's money, in nano-USD.
 *
 * @param grantedNanoUsd what it started with and what was added since
 * @param usedNanoUsd what its requests on the operator's accounts have cost
 */
public record CreditBalance(long grantedNanoUsd, long usedNanoUsd) {
    public long leftNanoUsd() {
        return Math.subtractExact(grantedNanoUsd, usedNanoUsd);
    }

    /** Whether the operator's accounts are closed to it. */
    public boolean usedUp() {
        return leftNanoUsd() <= 0;
    }
}
