package dev.sluice.wire.dialect;

import java.net.URI;

/**
 * Where a provider's paths are. A base URL is what {@code /chat/completions} is appended to; a path
 * without a slash in front stands beside the base's version and replaces it: {@code
 * https://host/s4/v1} and {@code api/v1/model} are {@code https://host/s4/api/v1/model}.
 */
public final class Beside {
    private Beside() {}

    /**
     * @param path {@code /images/generations}, {@code api/v1/model/generateImage}, {@code
     *     v2/videos}, or a whole URL
     */
    public static URI of(URI base, String path) {
        if (path.startsWith("/")) {
            return URI.create(base + path);
        }
        if (path.startsWith("https://") || path.startsWith("http://")) {
            return URI.create(path);
        }
        String text = base.toString();
        int slash = text.lastIndexOf('/');
        boolean endsInVersion = isVersion(text.substring(slash + 1));
        return URI.create((endsInVersion ? text.substring(0, slash) : text) + "/" + path);
    }

    /** {@code v1}, {@code v1beta}. */
    private static boolean isVersion(String segment) {
        return segment.length() > 1
                && segment.charAt(0) == 'v'
                && Character.isDigit(segment.charAt(1));
    }
}
