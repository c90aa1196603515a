package dev.sluice.wire.dialect;

import dev.sluice.wire.json.Patched;

/**
 * A request in its provider's language.
 *
 * @param path what is appended to the slot's base URL
 * @param contentType of what is sent
 * @param body what is sent
 * @param answers how the answer is read
 */
public record Spoken(String path, String contentType, Patched body, Answers answers) {
    private static final String JSON = "application/json";

    /** One that is JSON. */
    public Spoken(String path, Patched body, Answers answers) {
        this(path, JSON, body, answers);
    }
}
