package dev.sluice.wire.http;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where a request goes: what a connection is kept for. */
public final class Origin {
    private final boolean secure;
    private final String host;
    private final int port;
    private final String authority;

    private Origin(boolean secure, String host, int port, String authority) {
        this.secure = secure;
        this.host = host;
        this.port = port;
        this.authority = authority;
    }

    /**
     * Of an http or https URL. A host may be a name that {@link URI} itself knows no host in, such
     * as one with an underscore.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Origin of(URI url) {
        boolean secure = "https".equalsIgnoreCase(url.getScheme());
        String given = url.getRawAuthority();
        if (given == null || !(secure || "http".equalsIgnoreCase(url.getScheme()))) {
            throw new IllegalArgumentException("no http or https URL");
        }
        String authority = given.substring(given.lastIndexOf('@') + 1);
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        String host = hasPort ? authority.substring(0, colon) : authority;
        String port = hasPort ? authority.substring(colon + 1) : "";
        return new Origin(
                secure,
                bare(host),
                port.isEmpty() ? secure ? 443 : 80 : Integer.parseInt(port),
                authority);
    }

    boolean secure() {
        return secure;
    }

    /** A name or an address, an IPv6 address without brackets. */
    String host() {
        return host;
    }

    int port() {
        return port;
    }

    /** Host and port: who answers there. */
    String peer() {
        return host + ':' + port;
    }

    /** As the URL has it: what the {@code Host} header says. */
    String authority() {
        return authority;
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1)
                : host;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Origin origin
                && origin.secure == secure
                && origin.port == port
                && origin.host.equals(host);
    }

    @Override
    public int hashCode() {
        return 31 * host.hashCode() + port;
    }

    @Override
    public String toString() {
        return (secure ? "https://" : "http://") + authority;
    }
}
