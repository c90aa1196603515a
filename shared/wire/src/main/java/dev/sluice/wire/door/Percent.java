package dev.sluice.wire.door;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Percent-encoding (RFC 3986 §2.1), undone exactly once. {@code +} is itself: that it may mean a
 * space is a matter of forms.
 */
public final class Percent {
    /** What becomes of a percent sign without two hexadecimal digits behind it. */
    public enum Broken {
        REFUSED,
        KEPT
    }

    private Percent() {}

    /**
     * The text, or null where an escape is broken and that is refused, where the octets are no
     * UTF-8, or where the text has a control character, escaped or not.
     */
    public static @Nullable String decode(String escaped, Broken broken) {
        if (isPlain(escaped)) {
            return escaped;
        }
        byte[] raw = escaped.getBytes(StandardCharsets.UTF_8);
        byte[] octets = new byte[raw.length];
        int length = 0;
        for (int i = 0; i < raw.length; i++) {
            int octet = raw[i] == '%' ? escape(raw, i + 1) : raw[i] & 0xff;
            if (octet < 0 && broken == Broken.REFUSED) {
                return null;
            }
            i += raw[i] == '%' && octet >= 0 ? 2 : 0;
            octets[length++] = octet < 0 ? (byte) '%' : (byte) octet;
        }
        return text(Arrays.copyOf(octets, length));
    }

    /** Nothing but ASCII that stands for itself, as most is. */
    private static boolean isPlain(String escaped) {
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c < ' ' || c >= 0x7f || c == '%') {
                return false;
            }
        }
        return true;
    }

    /** The two hexadecimal digits from there on; -1 if they are none. */
    private static int escape(byte[] bytes, int from) {
        if (from + 1 >= bytes.length) {
            return -1;
        }
        int high = Character.digit(bytes[from], 16);
        int low = Character.digit(bytes[from + 1], 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    private static @Nullable String text(byte[] octets) {
        for (byte octet : octets) {
            if ((octet >= 0 && octet < 0x20) || octet == 0x7f) {
                return null;
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
