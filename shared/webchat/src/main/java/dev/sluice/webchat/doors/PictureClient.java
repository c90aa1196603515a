package dev.sluice.webchat.doors;

import dev.sluice.core.call.Meters;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Offer;
import dev.sluice.wire.answer.Client;
import dev.sluice.wire.api.Visit;
import dev.sluice.wire.api.VisitClient;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * The frontend at the other end of a picture: what comes as OpenAI's answer reaches it as {@code
 * {"success","imageUrl","model","provider"}}, or as one event of that without a name.
 */
final class PictureClient implements Client {
    private static final String EVENTS = "text/event-stream; charset=utf-8";

    private final VisitClient visit;
    private final Offer offer;
    private final boolean event;

    PictureClient(Visit visit, Offer offer, boolean event) {
        this.visit = new VisitClient(visit);
        this.offer = offer;
        this.event = event;
    }

    @Override
    public OutputStream begin(
            Optional<Candidate> serving, Meters meters, String contentType, long contentBytes) {
        return new WholeAnswer(
                contentBytes, answer -> send(serving, meters, contentType, told(answer)));
    }

    @Override
    public void onHangUp(Runnable callback) {
        visit.onHangUp(callback);
    }

    @Override
    public boolean hungUp() {
        return visit.hungUp();
    }

    @Override
    public void cut() {
        visit.cut();
    }

    @Override
    public void breakOff() {
        visit.breakOff();
    }

    private void send(Optional<Candidate> serving, Meters meters, String contentType, byte[] json)
            throws IOException {
        byte[] body = event ? WebEvents.unnamed(json) : json;
        try (OutputStream out =
                visit.begin(serving, meters, event ? EVENTS : contentType, body.length)) {
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
