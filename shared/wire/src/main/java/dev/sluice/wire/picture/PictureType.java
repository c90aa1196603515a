package dev.sluice.wire.picture;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a picture's first bytes say that it is. */
enum PictureType {
    PNG("image/png", new int[] {0x89, 'P', 'N', 'G'}),
    JPEG("image/jpeg", new int[] {0xFF, 0xD8, 0xFF}),
    GIF("image/gif", new int[] {'G', 'I', 'F', '8'}),
    WEBP("image/webp", new int[] {'R', 'I', 'F', 'F', -1, -1, -1, -1, 'W', 'E', 'B', 'P'});

    private final String mime;
    private final int[] magic;

    PictureType(String mime, int[] magic) {
        this.mime = mime;
        this.magic = magic;
    }

    String mime() {
        return mime;
    }

    /** Null where they begin no picture that is known. */
    static @Nullable PictureType of(ByteBuffer bytes) {
        for (PictureType type : values()) {
            if (type.begins(bytes)) {
                return type;
            }
        }
        return null;
    }

    /** Whether a media type says the same: {@code image/jpg} is written too. */
    boolean is(String said) {
        String plain = said.split(";", 2)[0].strip();
        return plain.equalsIgnoreCase(mime)
                || (this == JPEG && plain.equalsIgnoreCase("image/jpg"));
    }

    private boolean begins(ByteBuffer bytes) {
        if (bytes.remaining() < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if (magic[i] >= 0 && (bytes.get(bytes.position() + i) & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
