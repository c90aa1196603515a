package dev.sluice.wire.job;

import dev.sluice.core.catalog.Provider;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.Patched;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** OpenAI's members in Together's words; its own pass. */
public final class TogetherVideo {
    private TogetherVideo() {}

    /** Where films are asked for, beside the slot's base URL or outright. */
    public static String path(Provider provider, URI baseUrl) {
        return TogetherJobs.videos(provider, baseUrl);
    }

    /** What is sent for a film. */
    public static Patched body(VideoAsk video, String modelId) {
        Map<String, String> with = new LinkedHashMap<>();
        if (!video.size().isEmpty()) {
            with.put("width", Integer.toString(video.width()));
            with.put("height", Integer.toString(video.height()));
        }
        if (!video.seconds().isEmpty()) {
            with.put(VideoAsk.SECONDS, '"' + video.seconds() + '"');
        }
        String reference = video.reference();
        if (reference != null) {
            with.put(
                    "media",
                    "{\"frame_images\":[{\"input_image\":"
                            + new String(JsonText.quote(reference), StandardCharsets.UTF_8)
                            + ",\"frame\":\"first\"}]}");
        }
        return video.body().forModel(modelId, List.of(VideoAsk.SIZE, VideoAsk.REFERENCE), with);
    }
}
