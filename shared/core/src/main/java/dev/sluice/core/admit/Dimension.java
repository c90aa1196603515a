package dev.sluice.core.admit;

/** What a limit counts. */
public enum Dimension {
    REQUESTS("requests"),
    TOKENS("tokens"),
    IMAGES("images"),
    NANO_USD("nanoUsd");

    private final String label;

    Dimension(String label) {
        this.label = label;
    }

    /** The name in attributes, messages and headers. */
    public String label() {
        return label;
    }
}
