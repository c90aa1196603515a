package dev.sluice.webchat.doors;

import dev.sluice.webchat.page.WebJson;
import dev.sluice.wire.api.Visit;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.util.Set;

/**
 * Features of the product behind the frontend that a gateway does not have. Each answers 501 and
 * names itself, so that nobody looks for a fault elsewhere.
 */
final class NotOffered {
    private static final Set<String> FIRST_SEGMENTS =
            Set.of(
                    "planning",
                    "search",
                    "stop-transcription",
                    "oauth",
                    "youtube-search",
                    "summarize",
                    "fix-mermaid-chart",
                    "report-error",
                    "quiz",
                    "feed",
                    "fetch-images",
                    "parse-image-command",
                    "proxy-image",
                    "convert-to-markdown",
                    "rag",
                    "sync",
                    "drive-proxy",
                    "paypal",
                    "health-check",
                    "cache-stats");

    private NotOffered() {}

    /** False if the path is none of these. */
    static boolean answer(Visit visit) throws IOException {
        String path = visit.request().path();
        int end = path.indexOf('/', 1);
        String feature = path.substring(1, end < 0 ? path.length() : end);
        if (!FIRST_SEGMENTS.contains(feature)) {
            return false;
        }
        byte[] body =
                WebJson.object(
                        json -> {
                            json.writeStringField(
                                    "error",
                                    "This server is an LLM gateway and does not have the feature"
                                            + " \"/"
                                            + feature
                                            + "\".");
                            json.writeStringField("code", "NOT_IMPLEMENTED");
                            json.writeStringField("path", "/" + feature);
                        });
        visit.json(501, Headers.of("cache-control", "no-store"), body);
        return true;
    }
}
