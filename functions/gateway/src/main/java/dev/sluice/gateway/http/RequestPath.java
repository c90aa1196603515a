package dev.sluice.gateway.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the path of a request target (RFC 9112 §3.2): percent-decoded exactly once, never
 * normalised, so that {@code //}, {@code ..} and {@code ;} mean to the door what the client sent,
 * and two spellings never take two ways.
 */
final class RequestPath {

    private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://[^/?#]*(/.*)?");

    private RequestPath() {}

    /**
     * The decoded path, or null if it is malformed: no leading slash, broken escapes or UTF-8,
     * control characters.
     */
    static @Nullable String decode(String rawPath) {
        String path = rawPath;
        if (!rawPath.startsWith("/")) {
            Matcher absolute = ABSOLUTE.matcher(rawPath);
            if (!absolute.matches()) {
                return null;
            }
            path = absolute.group(1) == null ? "/" : absolute.group(1);
        }
        byte[] bytes = unescape(path);
        return bytes == null ? null : text(bytes);
    }

    private static byte @Nullable [] unescape(String path) {
        ByteBuffer bytes = ByteBuffer.allocate(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            int octet = c;
            if (c == '%') {
                if (i + 2 >= path.length()) {
                    return null;
                }
                int high = hexDigit(path.charAt(i + 1));
                int low = hexDigit(path.charAt(i + 2));
                octet = high < 0 || low < 0 ? -1 : high * 16 + low;
                i += 2;
            } else if (c >= 0x7f) {
                return null;
            }
            if (octet < 0x20 || octet == 0x7f) {
                return null;
            }
            bytes.put((byte) octet);
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static int hexDigit(char c) {
        return c < 0x7f ? Character.digit(c, 16) : -1;
    }

    private static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
