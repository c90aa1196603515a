package dev.sluice.deploy.env;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Values as a screen may show them. */
final class ShownValue {
    private static final int FINGERPRINT_DIGITS = 6;
    private static final int LONGEST = 120;

    /** What a key in the wrong place would look like; model ids and URLs do not. */
    private static final Pattern KEY_LIKE =
            Pattern.compile(
                    "(?i).*(\\b(sk|gsk|tgp|rk|pk|xai|apikey|key)[-_][a-z0-9_-]{8,}|aiza[a-z0-9_-]{8,}|[a-z0-9_]{24,}).*");

    private ShownValue() {}

    /** Tells two secrets of one parameter apart, and no more. */
    static String fingerprint(String name, String secret) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest((name + '\0' + secret).getBytes(StandardCharsets.UTF_8));
            return "#" + HexFormat.of().formatHex(hash).substring(0, FINGERPRINT_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String value(String value) {
        if (KEY_LIKE.matcher(value).matches()) {
            return "(looks like a key, not shown)";
        }
        return value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…";
    }
}
