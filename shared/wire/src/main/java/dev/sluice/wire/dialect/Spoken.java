package dev.sluice.wire.dialect;

import dev.sluice.wire.door.Headers;
import dev.sluice.wire.json.Patched;

/**
 * A request in its provider's language.
 *
 * @param path what is appended to the slot's base URL
 * @param contentType of what is sent
 * @param body what is sent
 * @param answers how the answer is read
 * @param headers that are sent beside those of every request
 */
public record Spoken(
        String path, String contentType, Patched body, Answers answers, Headers headers) {
    private static final String JSON = "application/json";

    public Spoken(String path, String contentType, Patched body, Answers answers) {
        this(path, contentType, body, answers, Headers.none());
    }

    /** One that is JSON. */
    public Spoken(String path, Patched body, Answers answers) {
        this(path, JSON, body, answers);
    }

    /** One that is JSON, and has headers of its language. */
    public Spoken(String path, Patched body, Answers answers, Headers headers) {
        this(path, JSON, body, answers, headers);
    }

    /** The same with another body. */
    public Spoken with(Patched other) {
        return new Spoken(path, contentType, other, answers, headers);
    }

    /** The same at another path. */
    public Spoken at(String other) {
        return new Spoken(other, contentType, body, answers, headers);
    }
}
