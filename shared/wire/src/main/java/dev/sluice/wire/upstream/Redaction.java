package dev.sluice.wire.upstream;

import dev.sluice.core.call.Secret;

/**
 * Makes a provider's words fit for a caller: bounded, and without the key we sent (other keys are
 * gone already).
 */
final class Redaction {
    private static final int MOST_CHARS = 500;

    private Redaction() {}

    static String of(String text, Secret key) {
        String hidden = key.reveal().isEmpty() ? text : text.replace(key.reveal(), "***");
        return hidden.length() > MOST_CHARS ? hidden.substring(0, MOST_CHARS) + "…" : hidden;
    }
}
