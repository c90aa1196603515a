package dev.sluice.webchat.doors;

import dev.sluice.core.call.Rejected;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.resolve.Offer;
import dev.sluice.wire.api.EndpointDoor;
import dev.sluice.wire.api.Visit;
import dev.sluice.wire.form.Content;
import java.io.IOException;
import java.util.Optional;

/**
 * {@code POST /generate-image} ({@code prompt}, {@code size}, {@code model}, {@code provider}; the
 * answer is JSON) and {@code POST /image-edit} (the same with {@code image}, {@code images}, {@code
 * imageUrl} or {@code imageUrls}; the answer is an event).
 */
final class PictureDoor {
    private static final String GENERATIONS = "/v1/images/generations";
    private static final String EDITS = "/v1/images/edits";
    private static final String SMALLER = "Name the picture by its address.";

    private final MediaDoor media;

    PictureDoor(MediaDoor media) {
        this.media = media;
    }

    /** {@code POST /generate-image}. */
    void generate(Visit visit) throws Rejected, IOException {
        serve(visit, GENERATIONS, false);
    }

    /** {@code POST /image-edit}. */
    void edit(Visit visit) throws Rejected, IOException {
        serve(visit, EDITS, true);
    }

    private void serve(Visit visit, String path, boolean edits) throws Rejected, IOException {
        Optional<AccountPolicy.Paid> paid = media.enter(visit);
        if (paid.isPresent()) {
            WantedPicture wanted =
                    WantedPicture.read(
                            visit.body(EndpointDoor.MOST_BODY_BYTES, "The request body", SMALLER),
                            edits);
            Offer offer =
                    media.offer(
                            paid.get().caller(),
                            ModelKind.IMAGE,
                            edits ? "image-to-image" : "text-to-image",
                            wanted.model(),
                            wanted.from());
            media.serve(
                    visit,
                    new PictureClient(visit, offer, edits),
                    paid.get(),
                    path,
                    Content.json(wanted.body(offer.name())));
        }
    }
}
