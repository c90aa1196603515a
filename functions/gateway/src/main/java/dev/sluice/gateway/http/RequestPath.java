package dev.sluice.gateway.http;

import dev.sluice.wire.door.Percent;
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
        return isAscii(path) ? Percent.decode(path, Percent.Broken.REFUSED) : null;
    }

    private static boolean isAscii(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }
}
