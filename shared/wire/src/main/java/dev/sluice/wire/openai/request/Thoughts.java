package dev.sluice.wire.openai.request;

import dev.sluice.core.catalog.Provider;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.openai.Quirk;

/** What becomes of the thoughts of earlier turns in a chat that was translated. */
public enum Thoughts {
    /** They are not said again. */
    LEFT_OUT,
    /** They are said again, as {@code reasoning_content}. */
    SAID_AGAIN,
    /** The same, and what was said without any says so. */
    SAID_OF_EACH;

    /** What a provider wants. */
    public static Thoughts of(Provider provider) {
        if (Quirk.REASONING_OF_EACH.isOf(provider)) {
            return SAID_OF_EACH;
        }
        return Quirk.REASONING_BACK.isOf(provider) ? SAID_AGAIN : LEFT_OUT;
    }

    /**
     * Adds them to an assistant's message.
     *
     * @param thought the inside of a string; empty for none
     */
    public void write(JsonOut message, JsonOut thought) {
        if (this == SAID_OF_EACH || (this == SAID_AGAIN && !thought.isEmpty())) {
            message.name("reasoning_content").raw("\"").raw(thought).raw("\"");
        }
    }
}
