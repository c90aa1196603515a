package dev.sluice.wire.dialect;

import dev.sluice.wire.openai.answer.UnaryAnswer;
import java.net.URI;

/** What follows in a {@link Talk}. */
public sealed interface Turn {

    /** Another question to the same provider. */
    record Say(Spoken spoken) implements Turn {}

    /**
     * A look at what the provider is at.
     *
     * @param path see {@link Beside#of}
     * @param waitMillis before it
     */
    record Look(String path, long waitMillis) implements Turn {}

    /** What was made is fetched from where it lies, without the provider's key. */
    record Fetch(URI address) implements Turn {}

    /** It is over. */
    record End(UnaryAnswer answer) implements Turn {}
}
