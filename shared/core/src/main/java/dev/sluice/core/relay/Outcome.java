package dev.sluice.core.relay;

/** How a request ended after it was admitted. */
public enum Outcome {
    /** The client has the whole answer. */
    COMPLETED("completed"),
    /** The provider failed, before the first byte or in mid-stream. */
    UPSTREAM_FAILED("upstreamFailed"),
    /** The client hung up. */
    CLIENT_GONE("clientGone"),
    /** Our own time was up. */
    DEADLINE("deadline");

    private final String label;

    Outcome(String label) {
        this.label = label;
    }

    /** The name in rows and logs. */
    public String label() {
        return label;
    }
}
