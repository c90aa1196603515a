package dev.sluice.aws.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * The base URL of a slot, as people write it. An error says the rule and never the URL, which may
 * hold a password or a key.
 */
public final class EndpointUrl {
    private static final String CHAT_PATH = "/chat/completions";

    private EndpointUrl() {}

    /** Without {@code /chat/completions} and slashes at its end. Throws with the rule it breaks. */
    public static URI parse(String value) {
        URI uri = uri(value);
        require(uri.getHost() != null, "must be a URL such as https://host/v1");
        require(uri.getRawUserInfo() == null, "must not hold a user name or password");
        require(
                uri.getRawQuery() == null && uri.getRawFragment() == null,
                "must not have a query or fragment");
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        require(
                scheme.equals("https") || (scheme.equals("http") && Loopback.is(uri.getHost())),
                "must be https (plain http is accepted for this machine only)");
        return uri(scheme + "://" + uri.getRawAuthority() + trimmed(uri.getRawPath()));
    }

    private static String trimmed(String path) {
        String base = withoutSlashes(path);
        return base.endsWith(CHAT_PATH)
                ? withoutSlashes(base.substring(0, base.length() - CHAT_PATH.length()))
                : base;
    }

    private static String withoutSlashes(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    private static URI uri(String value) {
        try {
            return new URI(value);
        } catch (URISyntaxException e) {
            // its message holds the value
            throw new IllegalArgumentException("must be a URL such as https://host/v1");
        }
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
