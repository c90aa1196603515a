package dev.sluice.webchat.credit;

import java.util.List;

/**
 * Where account entries are kept. Blocking; safe for use by any thread; throws {@link
 * dev.sluice.core.admit.StoreUnavailable} when it cannot be reached.
 */
public interface AccountBook {

    /** Adds an entry; one of the same caller and id that is there already is left alone. */
    void add(AccountEntry entry);

    /** A caller's entries, oldest first. */
    List<AccountEntry> entries(String callerId);
}
