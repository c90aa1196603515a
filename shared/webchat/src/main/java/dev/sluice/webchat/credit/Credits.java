package dev.sluice.webchat.credit;

import dev.sluice.core.settle.Rollup;
import dev.sluice.core.settle.UsageView;
import java.util.List;

/**
 * Reads balances: the start credit and the credits added, less the rollups of every day that the
 * ledger keeps. Two reads a call, nothing cached: credit that was taken is gone for the next
 * request. Requests that run at the same time may together overdraw it by what they cost.
 */
public final class Credits {
    private final AccountBook accounts;
    private final UsageView usage;
    private final long startNanoUsd;

    /**
     * @param startNanoUsd what everybody begins with
     */
    public Credits(AccountBook accounts, UsageView usage, long startNanoUsd) {
        this.accounts = accounts;
        this.usage = usage;
        this.startNanoUsd = startNanoUsd;
    }

    public long startNanoUsd() {
        return startNanoUsd;
    }

    /** Throws {@link dev.sluice.core.admit.StoreUnavailable}: nobody is served on credit unseen. */
    public CreditBalance of(String callerId) {
        return new CreditBalance(
                granted(accounts.entries(callerId)), used(usage.days(callerId).values()));
    }

    private long granted(List<AccountEntry> entries) {
        long granted = startNanoUsd;
        for (AccountEntry entry : entries) {
            if (entry instanceof AccountEntry.Credit credit) {
                granted = Math.addExact(granted, credit.amountNanoUsd());
            }
        }
        return granted;
    }

    private static long used(Iterable<Rollup> days) {
        long used = 0;
        for (Rollup day : days) {
            used = Math.addExact(used, day.costNanoUsd());
        }
        return used;
    }
}
