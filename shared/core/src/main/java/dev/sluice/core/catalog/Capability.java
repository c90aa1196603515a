package dev.sluice.core.catalog;

import java.util.Locale;

/** What a model is known to be able to do. The wire name is the lower-case name. */
public enum Capability {
    STREAM,
    TOOLS,
    VISION,
    REASONING,
    /** Is asked in OpenAI's Responses too, at a provider that lists it so. */
    RESPONSES;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    public String wireName() {
        return wireName;
    }
}
