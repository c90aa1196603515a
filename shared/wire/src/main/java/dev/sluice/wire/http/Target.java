package dev.sluice.wire.http;

import java.net.URI;

/** Where requests go: a URL, read once for all that go there. */
public final class Target {
    private final URI url;
    private final Origin origin;
    private final String path;

    private Target(URI url, Origin origin, String path) {
        this.url = url;
        this.origin = origin;
        this.path = path;
    }

    /**
     * @throws IllegalArgumentException if the URL is none of http or https
     */
    public static Target of(URI url) {
        String path = url.getRawPath();
        String query = url.getRawQuery();
        return new Target(
                url,
                Origin.of(url),
                (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query));
    }

    URI url() {
        return url;
    }

    Origin origin() {
        return origin;
    }

    /** What the request line says: path and query. */
    String path() {
        return path;
    }
}
