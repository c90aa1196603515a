package dev.sluice.webchat.media;

import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.RequestIds;
import dev.sluice.core.call.Secret;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.resolve.Offer;
import dev.sluice.webchat.page.WebErrors;
import dev.sluice.webchat.visit.AccountPolicy;
import dev.sluice.webchat.visit.Visitors;
import dev.sluice.webchat.visit.WebParts;
import dev.sluice.wire.answer.Client;
import dev.sluice.wire.api.EndpointDoor;
import dev.sluice.wire.api.Visit;
import dev.sluice.wire.form.Content;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /generate-image} ({@code prompt}, {@code size}, {@code model}, {@code provider}; the
 * answer is JSON) and {@code POST /image-edit} ({@code images} and {@code operations}, whose events
 * {@link PictureEdits} tells; or {@code prompt} and {@code image}, {@code images}, {@code imageUrl}
 * or {@code imageUrls}, answered by one event).
 *
 * <p>The page says who it is otherwise than everywhere else: in the body at the one, in a header of
 * its own at the other.
 */
public final class PictureDoor {
    private static final String GENERATIONS = "/v1/images/generations";
    private static final String EDITS = "/v1/images/edits";
    private static final String SMALLER = "Name the picture by its address.";
    private static final String TOKEN_HEADER = "x-google-oauth-token";

    /** Read of somebody who has not said who it is. */
    private static final int MOST_STRANGERS_BYTES = 64 << 10;

    private final MediaDoor media;
    private final RequestIds ids;
    private final PictureEdits.Alive alive;

    public PictureDoor(MediaDoor media, WebParts parts) {
        this.media = media;
        this.ids = parts.ids();
        this.alive = out -> LivingStream.start(out, parts.clock(), parts.keepAlive().toNanos());
    }

    /** {@code POST /generate-image}. */
    public void generate(Visit visit) throws Rejected, IOException {
        if (Visitors.isNamed(visit)) {
            Optional<AccountPolicy.Paid> paid = media.enter(visit);
            if (paid.isPresent()) {
                generate(visit, paid.get(), WantedPicture.read(body(visit), false));
            }
        } else {
            visit.errorsAs(WebErrors.JSON);
            WantedPicture wanted =
                    WantedPicture.read(
                            visit.body(MOST_STRANGERS_BYTES, "The request body", SMALLER), false);
            Optional<AccountPolicy.Paid> paid = media.enter(visit, wanted.token());
            if (paid.isPresent()) {
                generate(visit, paid.get(), wanted);
            }
        }
    }

    private void generate(Visit visit, AccountPolicy.Paid paid, WantedPicture wanted)
            throws Rejected, IOException {
        Offer offer = offer(paid, wanted, "text-to-image");
        Client client = new PictureClient(visit, offer, false);
        serve(visit, visit.requestId(), client, paid, GENERATIONS, wanted, offer);
    }

    /** {@code POST /image-edit}. */
    public void edit(Visit visit) throws Rejected, IOException {
        String token = visit.request().headers().first(TOKEN_HEADER);
        Optional<AccountPolicy.Paid> paid =
                Visitors.isNamed(visit) || token == null
                        ? media.enter(visit)
                        : media.enter(visit, new Secret(token));
        if (paid.isPresent()) {
            byte[] body = body(visit);
            Optional<WantedEdits> edits = WantedEdits.read(body);
            if (edits.isPresent()) {
                PictureEdits.Model model =
                        (requestId, wanted, client) ->
                                edit(visit, requestId, client, paid.get(), wanted);
                new PictureEdits(visit, ids, alive, model).serve(edits.get());
            } else {
                edit(visit, visit.requestId(), null, paid.get(), WantedPicture.read(body, true));
            }
        }
    }

    /**
     * @param client who takes the answer; null for the page itself
     */
    private void edit(
            Visit visit,
            String requestId,
            @Nullable Client client,
            AccountPolicy.Paid paid,
            WantedPicture wanted)
            throws Rejected, IOException {
        Offer offer = offer(paid, wanted, "image-to-image");
        Client to = client == null ? new PictureClient(visit, offer, true) : client;
        serve(visit, requestId, to, paid, EDITS, wanted, offer);
    }

    private Offer offer(AccountPolicy.Paid paid, WantedPicture wanted, String category)
            throws Rejected {
        return media.offer(paid.caller(), ModelKind.IMAGE, category, wanted.model(), wanted.from());
    }

    private void serve(
            Visit visit,
            String requestId,
            Client client,
            AccountPolicy.Paid paid,
            String path,
            WantedPicture wanted,
            Offer offer)
            throws Rejected, IOException {
        media.serve(visit, requestId, client, paid, path, Content.json(wanted.body(offer.name())));
    }

    private static byte[] body(Visit visit) throws Rejected, IOException {
        return visit.body(EndpointDoor.MOST_BODY_BYTES, "The request body", SMALLER);
    }
}
