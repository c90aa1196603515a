package dev.sluice.core.call;

/**
 * Whose account at a provider serves a request, and what follows from that: every stage asks here,
 * none decides by itself.
 */
public enum Source {
    /** A configured slot: the operator's account. */
    SERVER("server", true),
    /** An account that the caller brought along for this one request. */
    USER("user", false);

    private final String label;
    private final boolean operators;

    Source(String label, boolean operators) {
        this.label = label;
        this.operators = operators;
    }

    /** The name in rows and logs. */
    public String label() {
        return label;
    }

    /** Rows from before there was a choice have no label: they are ours. */
    public static Source of(String label) {
        return label.equals(USER.label) ? USER : SERVER;
    }

    /** Whether we pay its provider: what it serves has a cost, which rollups and budgets count. */
    public boolean isBilled() {
        return operators;
    }

    /** Whether limits and cooldowns of ours hold for it; else its provider's alone. */
    public boolean isLimited() {
        return operators;
    }

    /** Whether its slot number says where its key stands, so that a newer one may be read there. */
    public boolean isConfigured() {
        return operators;
    }

    /** What a caller is told whose provider refused the account's key. */
    public String refusedKey(String provider, int slot) {
        return operators
                ? "The provider "
                        + provider
                        + " refused the key of slot "
                        + slot
                        + ". The operator of this gateway has to replace it."
                : "The provider " + provider + " refused your API key. Check it in your settings.";
    }

    /** What a caller is told whose provider wants to be paid first. */
    public String lacksCredit(String provider, int slot) {
        return operators
                ? "The account of slot "
                        + slot
                        + " at "
                        + provider
                        + " has no credit left. The operator of this gateway has to add some."
                : "Your account at " + provider + " has no credit left.";
    }
}
