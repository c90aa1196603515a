package dev.sluice.core.call;

/** Whose provider account serves a request, and so who pays its provider. */
public enum Source {
    /** A configured slot: the operator pays, and credit and rollups count it. */
    SERVER("server"),
    /** An account that the caller brought along for this one request: it costs us nothing. */
    USER("user");

    private final String label;

    Source(String label) {
        this.label = label;
    }

    /** The name in rows and logs. */
    public String label() {
        return label;
    }

    /** Rows from before there was a choice have no label: they are ours. */
    public static Source of(String label) {
        return label.equals(USER.label) ? USER : SERVER;
    }
}
