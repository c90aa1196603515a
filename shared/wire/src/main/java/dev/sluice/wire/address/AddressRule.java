package dev.sluice.wire.address;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may name for a provider to fetch: https, and no private address, in whatever
 * spelling. The gateway itself fetches nothing and asks no name server: a name means to the
 * provider what the provider's name server says, so names pass, but for those that mean the machine
 * itself or its private network wherever they are read.
 *
 * <p>Parsers of addresses differ, so that whatever two of them could read differently is refused:
 * user information, backslashes, escapes in the host, blanks, an IPv4 address that does not fit.
 */
public final class AddressRule {
    private static final String HTTPS = "https://";
    private static final String DATA = "data:";
    private static final int MOST_CHARS = 8 << 10;

    private static final String[] SCHEMES = {
        "http:", "https:", "ftp:", "file:", "gopher:", "ws:", "wss:"
    };

    private AddressRule() {}

    /**
     * An address.
     *
     * @param member that it stands in, for the message
     * @throws BadRequest that names the member; it does not repeat the address, which may hold a
     *     secret
     */
    public static void check(String address, String member) throws BadRequest {
        String reason = reason(address);
        if (reason != null) {
            throw new BadRequest(
                    "Invalid '" + member + "': " + reason + ".", member, "invalid_url");
        }
    }

    /** The same, or the thing itself as a {@code data:} URL. */
    public static void checkOrData(String address, String member) throws BadRequest {
        if (!isData(address)) {
            check(address, member);
        }
    }

    /** The same of a string in a body, which is not read where it is inlined. */
    public static void checkOrData(JsonView text, String member) throws BadRequest, MalformedJson {
        if (!isInlined(text)) {
            checkOrData(String.valueOf(text.text()), member);
        }
    }

    private static boolean isInlined(JsonView text) {
        int at = text.start() + 1;
        boolean same = text.end() - at > DATA.length();
        for (int i = 0; same && i < DATA.length(); i++) {
            same = Character.toLowerCase(text.bytes()[at + i]) == DATA.charAt(i);
        }
        return same;
    }

    /**
     * Whether the gateway may fetch what a provider says that it made: https and public, or where
     * the provider itself is on this machine, on this machine.
     *
     * @param endpoint of the slot
     */
    public static boolean mayFetch(String address, URI endpoint) {
        try {
            check(address, "output");
            URI.create(address);
            return true;
        } catch (BadRequest | IllegalArgumentException e) {
            return isLoopback(endpoint) && isLoopback(address);
        }
    }

    private static boolean isLoopback(String address) {
        try {
            return isAddress(address) && isLoopback(URI.create(address));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isLoopback(URI url) {
        String host = url.getHost();
        String scheme = url.getScheme();
        return host != null
                && ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
                && (host.equals("127.0.0.1")
                        || host.equals("[::1]")
                        || host.equalsIgnoreCase("localhost"));
    }

    /** Whether it holds what it means. */
    public static boolean isData(String address) {
        return address.regionMatches(true, 0, DATA, 0, DATA.length());
    }

    /** Whether it reads as an address of any kind: a scheme and two slashes. */
    public static boolean isAddress(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0 || colon > 20 || !text.startsWith("//", colon + 1)) {
            return false;
        }
        for (int i = 0; i < colon; i++) {
            if (!Character.isLetterOrDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the most lenient reader would take it, without blanks around it, for an address of
     * any kind.
     */
    public static boolean mayBeAddress(String text) {
        String plain = text.strip();
        if (isAddress(plain) || plain.startsWith("//") || plain.startsWith("\\\\")) {
            return true;
        }
        for (String scheme : SCHEMES) {
            if (plain.regionMatches(true, 0, scheme, 0, scheme.length())) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String reason(String address) {
        if (address.length() > MOST_CHARS) {
            return "the URL is longer than " + MOST_CHARS + " characters";
        }
        if (!address.regionMatches(true, 0, HTTPS, 0, HTTPS.length())) {
            return "it must be an https URL";
        }
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (c <= ' ' || c == 0x7F || c == '\\') {
                return "the URL has blanks, control characters or backslashes";
            }
        }
        String authority = authority(address);
        if (authority.indexOf('@') >= 0) {
            return "the URL must not hold a user name or password";
        }
        return hostReason(authority.toLowerCase(Locale.ROOT));
    }

    private static String authority(String address) {
        int end = HTTPS.length();
        while (end < address.length() && "/?#".indexOf(address.charAt(end)) < 0) {
            end++;
        }
        return address.substring(HTTPS.length(), end);
    }

    private static @Nullable String hostReason(String authority) {
        int portAt = authority.lastIndexOf(':');
        boolean hasPort = portAt > authority.lastIndexOf(']');
        String host = hasPort ? authority.substring(0, portAt) : authority;
        if (hasPort && !isPort(authority.substring(portAt + 1))) {
            return "the URL has no port behind its colon";
        }
        return switch (Host.kind(host)) {
            case NONE -> "the URL has no host that could be looked up";
            case PRIVATE -> "the URL must be public: it leads into a private network";
            case PUBLIC -> null;
        };
    }

    private static boolean isPort(String digits) {
        return digits.length() <= 5
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && (digits.isEmpty() || Integer.parseInt(digits) <= 65_535);
    }
}
