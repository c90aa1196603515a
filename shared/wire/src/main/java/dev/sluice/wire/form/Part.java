package dev.sluice.wire.form;

import dev.sluice.wire.error.BadRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One part of a form. Its bytes lie in the body that it was read from. */
public final class Part {
    private final String name;
    private final @Nullable String filename;
    private final @Nullable String contentType;
    private final byte[] body;
    private final int from;
    private final int to;

    Part(PartHead head, byte[] body, int from, int to) {
        this.name = head.name();
        this.filename = head.filename();
        this.contentType = head.contentType();
        this.body = body;
        this.from = from;
        this.to = to;
    }

    public String name() {
        return name;
    }

    /** What its sender calls the file, without a path; null where it is no file. */
    public @Nullable String filename() {
        return filename;
    }

    /** As sent; null where its sender does not say. */
    public @Nullable String contentType() {
        return contentType;
    }

    public boolean isFile() {
        return filename != null;
    }

    public int lengthBytes() {
        return to - from;
    }

    /** A copy. */
    public byte[] bytes() {
        return Arrays.copyOfRange(body, from, to);
    }

    /** Its bytes where they lie, not to be changed. */
    public ByteBuffer view() {
        return ByteBuffer.wrap(body, from, to - from).slice().asReadOnlyBuffer();
    }

    /**
     * Its text.
     *
     * @throws BadRequest where it is not UTF-8
     */
    public String text() throws BadRequest {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(view()).toString();
        } catch (CharacterCodingException e) {
            throw new BadRequest(
                    "Invalid '" + name + "': it is not UTF-8 text.", name, "invalid_value");
        }
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }
}
