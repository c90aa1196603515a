package dev.sluice.webchat.doors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.call.Meters;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Offer;
import dev.sluice.wire.answer.Client;
import dev.sluice.wire.api.Visit;
import dev.sluice.wire.api.VisitClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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
        return new Whole(serving, meters, contentType, contentBytes);
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
    public void breakOff() {
        visit.breakOff();
    }

    /** Holds the answer until it is whole; then it is another one. */
    private final class Whole extends OutputStream {
        private final Optional<Candidate> serving;
        private final Meters meters;
        private final String contentType;
        private final long contentBytes;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Whole(Optional<Candidate> serving, Meters meters, String contentType, long contentBytes) {
            this.serving = serving;
            this.meters = meters;
            this.contentType = contentType;
            this.contentBytes = contentBytes;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            bytes.write(from, offset, length);
            if (bytes.size() == contentBytes) {
                send(told(bytes.toByteArray()));
            }
        }

        private void send(byte[] json) throws IOException {
            byte[] body =
                    event
                            ? ("data: " + new String(json, StandardCharsets.UTF_8) + "\n\n")
                                    .getBytes(StandardCharsets.UTF_8)
                            : json;
            try (OutputStream out =
                    visit.begin(serving, meters, event ? EVENTS : contentType, body.length)) {
                out.write(body);
            }
        }
    }

    private byte[] told(byte[] answer) throws IOException {
        String address = address(answer);
        return WebJson.object(
                json -> {
                    if (event) {
                        json.writeStringField("type", "complete");
                    }
                    json.writeBooleanField("success", true);
                    json.writeStringField("imageUrl", address);
                    json.writeStringField("url", address);
                    json.writeStringField("model", offer.model().id());
                    json.writeStringField("provider", offer.provider().name());
                });
    }

    /** Of the first picture; one that is in the answer becomes a {@code data:} URL. */
    private static String address(byte[] answer) throws IOException {
        try (JsonParser parser = WebJson.FACTORY.createParser(answer)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                boolean isPicture =
                        token == JsonToken.VALUE_STRING
                                && ("url".equals(parser.currentName())
                                        || "b64_json".equals(parser.currentName()));
                if (isPicture) {
                    String text = parser.getText();
                    return "url".equals(parser.currentName())
                            ? text
                            : "data:image/"
                                    + (text.startsWith("/") ? "jpeg" : "png")
                                    + ";base64,"
                                    + text;
                }
            }
        }
        return "";
    }
}
