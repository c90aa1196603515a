package dev.sluice.wire.job;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.request.RequestBody;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * OpenAI's members in the words that most of Atlas Cloud's films know. Each model has a schema of
 * its own: what it calls otherwise can be sent beside, or in Atlas's own form.
 */
public final class AtlasVideo {
    private static final String HOOK = "webhook_url";
    private static final String SIZES_WITH_STAR = "alibaba/";

    private AtlasVideo() {}

    /** What is sent for a film. */
    public static Patched body(VideoAsk video, String modelId) {
        Map<String, String> with = new LinkedHashMap<>();
        if (!video.seconds().isEmpty()) {
            with.put("duration", video.seconds());
        }
        String reference = video.reference();
        if (reference != null) {
            with.put("image", quoted(reference));
        }
        if (!video.size().isEmpty()) {
            size(with, video, modelId);
        }
        return video.body()
                .forModel(
                        modelId,
                        with.containsKey(VideoAsk.SIZE)
                                ? List.of(VideoAsk.SECONDS, VideoAsk.REFERENCE)
                                : List.of(VideoAsk.SECONDS, VideoAsk.SIZE, VideoAsk.REFERENCE),
                        with);
    }

    /** What is sent, with an address for the end's sake, unless the client names one. */
    public static Patched hooked(Patched body, String address) {
        try {
            RequestBody read = RequestBody.parse(body.toByteArray());
            return read.has(HOOK)
                    ? body
                    : read.forModel(read.model(), List.of(), Map.of(HOOK, quoted(address)));
        } catch (BadRequest e) {
            throw new IllegalStateException("it was read before", e);
        }
    }

    private static void size(Map<String, String> with, VideoAsk video, String modelId) {
        int width = video.width();
        int height = video.height();
        if (modelId.startsWith(SIZES_WITH_STAR)) {
            with.put(VideoAsk.SIZE, quoted(width + "*" + height));
            return;
        }
        int common = BigInteger.valueOf(width).gcd(BigInteger.valueOf(height)).intValue();
        with.put("aspect_ratio", quoted(width / common + ":" + height / common));
        with.put("resolution", quoted(Math.min(width, height) + "p"));
    }

    private static String quoted(String text) {
        return new String(JsonText.quote(text), StandardCharsets.UTF_8);
    }
}
