package dev.sluice.wire.picture;

import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.dialect.Answers;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Together's form: sides for a size, {@code base64} for {@code b64_json}, given pictures as {@code
 * image_url} or {@code reference_images}. It has no streams, no masks and no qualities; its own
 * members pass.
 */
final class TogetherPictures {
    private static final String RESPONSE_FORMAT = "response_format";

    /** What this gateway reads, or what asks for nothing. */
    private static final List<String> OURS =
            List.of(
                    "size",
                    RESPONSE_FORMAT,
                    "stream",
                    "partial_images",
                    "user",
                    "quality",
                    "background",
                    "moderation",
                    "images",
                    "image");

    private TogetherPictures() {}

    /** Refuses what it has not. */
    static void check(PictureRequest asked, String provider) throws BadRequest {
        Set<String> auto = Set.of("auto");
        asked.refuse("quality", provider, auto);
        asked.refuse("background", provider, auto);
        asked.refuse("moderation", provider, auto);
        asked.refuse("output_format", provider, Set.of("png", "jpeg"));
        for (String member : List.of("mask", "style", "input_fidelity", "output_compression")) {
            asked.refuse(member, provider, Set.of());
        }
    }

    static Spoken spoken(PictureRequest asked, Candidate candidate, Answers answers) {
        Map<String, String> with = with(asked, candidate.model().id());
        List<String> without = new ArrayList<>(OURS);
        without.removeAll(with.keySet());
        return new Spoken(
                "/images/generations",
                asked.body().forModel(candidate.model().id(), without, with),
                answers);
    }

    private static Map<String, String> with(PictureRequest asked, String modelId) {
        Map<String, String> with = new LinkedHashMap<>();
        if (asked.size().said()) {
            with.put("width", Long.toString(asked.size().width()));
            with.put("height", Long.toString(asked.size().height()));
        }
        if (asked.stream()) { // events hold their pictures
            with.put(RESPONSE_FORMAT, "\"base64\"");
        } else if (asked.inText().isPresent()) {
            with.put(RESPONSE_FORMAT, asked.inText().get() ? "\"base64\"" : "\"url\"");
        }
        if (asked.edits()) {
            List<String> given = asked.given();
            if (given.size() == 1 && !takesReferences(modelId)) {
                with.put("image_url", quoted(given.getFirst()));
            } else {
                with.put("reference_images", list(given));
            }
        }
        return with;
    }

    /** Which members a model reads (surfaces §2.4). */
    private static boolean takesReferences(String modelId) {
        String id = modelId.toLowerCase(Locale.ROOT);
        return id.contains("flux.2")
                || id.startsWith("google/")
                || id.startsWith("openai/")
                || id.contains("seedream");
    }

    /** A JSON list of texts. */
    static String list(List<String> texts) {
        StringBuilder list = new StringBuilder("[");
        for (String text : texts) {
            list.append(list.length() == 1 ? "" : ",").append(quoted(text));
        }
        return list.append(']').toString();
    }

    private static String quoted(String text) {
        return new String(JsonText.quote(text), StandardCharsets.UTF_8);
    }
}
