package dev.sluice.wire.picture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What a picture's first bytes say that it is. */
public enum PictureType {
    PNG("image/png", "\u0089PNG"),
    JPEG("image/jpeg", "\u00FF\u00D8\u00FF"),
    GIF("image/gif", "GIF8"),
    WEBP("image/webp", "RIFF????WEBP");

    private final String mime;

    /** A byte a character; a question mark stands for any. */
    private final String magic;

    PictureType(String mime, String magic) {
        this.mime = mime;
        this.magic = magic;
    }

    public String mime() {
        return mime;
    }

    /** Null where they begin no picture that is known. */
    public static @Nullable PictureType of(ByteBuffer bytes) {
        for (PictureType type : values()) {
            if (type.begins(bytes)) {
                return type;
            }
        }
        return null;
    }

    /** Whether a {@code data:} URL holds a picture, and the one that it says. */
    public static boolean isIn(String dataUrl) {
        int comma = dataUrl.indexOf(',');
        if (comma < 0 || !dataUrl.substring(0, comma).endsWith(";base64")) {
            return false;
        }
        PictureType type = coded(dataUrl, comma + 1);
        return type != null && type.is(dataUrl.substring("data:".length(), comma));
    }

    /**
     * The media type of a picture: what its bytes are, whatever is said of them.
     *
     * @param base64 where the bytes begin in the text
     * @param said what counts where they begin none that is known
     */
    public static String mime(String text, int base64, String said) {
        PictureType type = coded(text, base64);
        for (PictureType one : values()) {
            type = type == null && one.is(said) ? one : type;
        }
        return type == null ? said : type.mime;
    }

    private static @Nullable PictureType coded(String text, int base64) {
        String head = text.substring(base64, Math.min(text.length(), base64 + 24));
        try {
            byte[] first = Base64.getDecoder().decode(head.getBytes(StandardCharsets.US_ASCII));
            return of(ByteBuffer.wrap(first));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether a media type says the same: {@code image/jpg} is written too. */
    boolean is(String said) {
        String plain = said.split(";", 2)[0].strip();
        return plain.equalsIgnoreCase(mime)
                || (this == JPEG && plain.equalsIgnoreCase("image/jpg"));
    }

    private boolean begins(ByteBuffer bytes) {
        if (bytes.remaining() < magic.length()) {
            return false;
        }
        for (int i = 0; i < magic.length(); i++) {
            char wanted = magic.charAt(i);
            if (wanted != '?' && (bytes.get(bytes.position() + i) & 0xFF) != wanted) {
                return false;
            }
        }
        return true;
    }
}
