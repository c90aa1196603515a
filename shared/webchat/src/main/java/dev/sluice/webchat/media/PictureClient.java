package dev.sluice.webchat.media;

import dev.sluice.core.call.Meters;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Offer;
import dev.sluice.webchat.page.WebEvents;
import dev.sluice.webchat.page.WebJson;
import dev.sluice.wire.api.Visit;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * The frontend at the other end of a picture: what comes as OpenAI's answer reaches it as {@code
 * {"success","imageUrl","model","provider"}}, or as one event of that without a name.
 */
final class PictureClient extends WholeAnswer {
    private static final String EVENTS = "text/event-stream; charset=utf-8";

    private final Offer offer;
    private final boolean event;

    PictureClient(Visit visit, Offer offer, boolean event) {
        super(visit);
        this.offer = offer;
        this.event = event;
    }

    @Override
    void take(Optional<Candidate> serving, Meters meters, String contentType, byte[] answer)
            throws IOException {
        byte[] json = told(answer);
        byte[] body = event ? WebEvents.unnamed(json) : json;
        try (OutputStream out =
                page.begin(serving, meters, event ? EVENTS : contentType, body.length)) {
            out.write(body);
        }
    }

    private byte[] told(byte[] answer) throws IOException {
        String address = PictureAddress.of(answer);
        return WebJson.object(
                json -> {
                    if (event) {
                        json.writeStringField("type", "complete");
                    }
                    json.writeBooleanField("success", true);
                    json.writeStringField("imageUrl", address);
                    json.writeStringField("model", offer.model().id());
                    json.writeStringField("provider", offer.provider().name());
                });
    }
}
