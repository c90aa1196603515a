package dev.sluice.wire.picture;

import dev.sluice.core.catalog.Model;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.error.BadRequest;
import java.util.List;
import java.util.Set;

/** What may be asked of Atlas Cloud's models of pictures in OpenAI's form. */
final class AtlasPictureRules {
    private AtlasPictureRules() {}

    /** Refuses what it has not; of types of pictures no more is known than png and jpeg. */
    static void check(PictureRequest asked, Candidate candidate) throws BadRequest {
        String provider = candidate.provider().name();
        checkDoor(asked, candidate.model());
        asked.refuse("output_format", provider, Set.of("png", "jpeg"));
        for (String member : List.of("quality", "background", "moderation")) {
            asked.refuse(member, provider, Set.of("auto"));
        }
        for (String member : List.of("mask", "style", "input_fidelity", "output_compression")) {
            asked.refuse(member, provider, Set.of());
        }
    }

    /** A model makes pictures of texts or changes given ones, never both: each has a door. */
    private static void checkDoor(PictureRequest asked, Model model) throws BadRequest {
        boolean isWrong =
                asked.edits()
                        ? model.category().equals("text-to-image")
                        : model.changesPictures() && !asked.hasPictures();
        if (isWrong) {
            throw new BadRequest(
                    "The model `"
                            + model.id()
                            + (asked.edits()
                                    ? "` changes no pictures. Ask for it at POST"
                                            + " /v1/images/generations."
                                    : "` changes pictures that are given, and none is. Ask for it"
                                            + " at POST /v1/images/edits."),
                    "model",
                    "model_kind_mismatch");
        }
    }
}
