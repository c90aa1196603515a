package dev.sluice.wire.address;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the host of an address is, in every spelling that a reader of addresses may know. */
final class Host {
    /** Where a host leads. */
    enum Kind {
        /** It is no host, or readers may differ about it. */
        NONE,
        /** To the machine itself, to its network, or to nobody in particular. */
        PRIVATE,
        PUBLIC
    }

    private static final Set<String> LOCAL_NAMES =
            Set.of(
                    "localhost",
                    "localhost6",
                    "ip6-localhost",
                    "ip6-loopback",
                    "broadcasthost",
                    "metadata",
                    "instance-data");

    /** Names that no public name server knows (RFC 6761, 6762, 8375, 9476, ICANN's internal). */
    private static final Set<String> LOCAL_ENDINGS =
            Set.of(
                    "localhost",
                    "localdomain",
                    "localhost6",
                    "local",
                    "internal",
                    "intranet",
                    "lan",
                    "home",
                    "corp",
                    "private",
                    "arpa");

    private Host() {}

    /**
     * @param host in lower case, an IPv6 address in brackets
     */
    static Kind kind(String host) {
        if (host.startsWith("[")) {
            return host.endsWith("]") ? ofIpv6(host.substring(1, host.length() - 1)) : Kind.NONE;
        }
        String plain = withoutDots(compatible(host));
        if (plain.isEmpty() || !isName(plain)) {
            return Kind.NONE;
        }
        String last = plain.substring(plain.lastIndexOf('.') + 1);
        if (Ipv4.isNumber(last)) {
            return Ipv4.kind(plain);
        }
        return LOCAL_NAMES.contains(plain) || (LOCAL_ENDINGS.contains(last) && !plain.equals(last))
                ? Kind.PRIVATE
                : Kind.PUBLIC;
    }

    /** Readers take wide digits, circled letters and Chinese full stops for the plain ones. */
    private static String compatible(String host) {
        for (int i = 0; i < host.length(); i++) {
            if (host.charAt(i) >= 0x80) {
                return Normalizer.normalize(host, Normalizer.Form.NFKC)
                        .toLowerCase(Locale.ROOT)
                        .replace('\u3002', '.')
                        .replace("\u00AD", "")
                        .replace("\u200B", "")
                        .replace("\u2060", "")
                        .replace("\uFEFF", "");
            }
        }
        return host;
    }

    /** A name may end in a dot. */
    private static String withoutDots(String host) {
        int end = host.length();
        while (end > 0 && host.charAt(end - 1) == '.') {
            end--;
        }
        return host.substring(0, end);
    }

    private static boolean isName(String host) {
        boolean wasDot = true;
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean isDot = c == '.';
            boolean isPlain =
                    (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            boolean isForeign = c >= 0x80 && Character.isLetterOrDigit(c);
            if (isDot ? wasDot : !isPlain && !isForeign && !Character.isSurrogate(c)) {
                return false;
            }
            wasDot = isDot;
        }
        return true;
    }

    private static Kind ofIpv6(String text) {
        byte @Nullable [] address = Ipv6.bytes(text);
        return address == null ? Kind.NONE : Ipv6.kind(address);
    }
}
