package dev.sluice.wire.job;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names of jobs for clients: made of the row's id, so that the row is found by them, and a caller
 * finds its own alone.
 */
public final class JobIds {
    private static final String VIDEO = "video_";
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{32}");

    private JobIds() {}

    /** {@code video_} and 32 hex digits. */
    public static String ofVideo(String requestId) {
        return VIDEO + ofPrediction(requestId);
    }

    /** 32 hex digits, as Atlas Cloud's own. */
    public static String ofPrediction(String requestId) {
        return requestId.replace("-", "");
    }

    /** The row's id of either form; empty where it is none. */
    public static Optional<String> requestId(String id) {
        String hex = id.startsWith(VIDEO) ? id.substring(VIDEO.length()) : id;
        if (!HEX.matcher(hex).matches()) {
            return Optional.empty();
        }
        return Optional.of(
                hex.substring(0, 8)
                        + "-"
                        + hex.substring(8, 12)
                        + "-"
                        + hex.substring(12, 16)
                        + "-"
                        + hex.substring(16, 20)
                        + "-"
                        + hex.substring(20));
    }
}
