package dev.sluice.core.catalog;

import java.util.Locale;

/** What a model is known to be able to do. The wire name is the lower-case name. */
public enum Capability {
    STREAM,
    TOOLS,
    VISION,
    REASONING,
    /** Its pictures come from OpenAI's {@code /images/…}, where its provider has jobs too. */
    IMAGES_API,
    /** Is asked in OpenAI's Responses too, at a provider that lists it so. */
    RESPONSES,
    /** Is asked in Anthropic's Messages too, at a provider that lists it so. */
    MESSAGES;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    public String wireName() {
        return wireName;
    }
}
