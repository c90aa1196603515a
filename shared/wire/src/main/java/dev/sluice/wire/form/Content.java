package dev.sluice.wire.form;

import dev.sluice.wire.door.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A request's body and what its sender says that it is. Holds the array as it is; that must not
 * change.
 *
 * @param type the header {@code Content-Type}; null where there is none
 * @param headers all that its sender said
 */
public record Content(byte[] bytes, @Nullable String type, Headers headers) {
    private static final String FORM = "multipart/";

    /** One of which nothing but its type was said. */
    public Content(byte[] bytes, @Nullable String type) {
        this(bytes, type, Headers.none());
    }

    /** One that is JSON, whatever it is called. */
    public static Content json(byte[] bytes) {
        return new Content(bytes, null);
    }

    /** Whether it is said to be a form of several parts; all else is read as JSON. */
    public boolean isMultipart() {
        return type != null && type.strip().regionMatches(true, 0, FORM, 0, FORM.length());
    }
}
