package dev.sluice.webchat.media;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.call.Meters;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.RequestIds;
import dev.sluice.core.call.Shown;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.webchat.page.WebEvents;
import dev.sluice.webchat.page.WebJson;
import dev.sluice.webchat.page.WebJson.Members;
import dev.sluice.wire.answer.Client;
import dev.sluice.wire.api.Visit;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The page's pictures, changed one after the other: {@code started}, for each {@code image_start}
 * and {@code image_complete} or {@code image_error}, then {@code complete}. Each step of a picture
 * is a call of its own, with a row of its own. For one visit.
 */
final class PictureEdits {
    /** Makes one picture of another. */
    @FunctionalInterface
    interface Model {
        /** Its answer goes to the client, whole, as OpenAI's. */
        void change(String requestId, WantedPicture wanted, Client client)
                throws Rejected, IOException;
    }

    /** Keeps the page's stream alive while a picture is made. */
    @FunctionalInterface
    interface Alive {
        LivingStream over(OutputStream out);
    }

    private final Visit visit;
    private final RequestIds ids;
    private final Alive alive;
    private final Model model;
    private final List<Members> results = new ArrayList<>();
    private int changed;

    PictureEdits(Visit visit, RequestIds ids, Alive alive, Model model) {
        this.visit = visit;
        this.ids = ids;
        this.alive = alive;
        this.model = model;
    }

    void serve(WantedEdits wanted) throws IOException {
        List<WantedEdits.Image> images = wanted.images();
        Headers events = visit.headers(WebEvents.HEADERS).build();
        try (LivingStream out = alive.over(visit.begin(200, events, DoorReply.STREAMED))) {
            tell(
                    out,
                    "started",
                    json -> {
                        json.writeNumberField("totalImages", images.size());
                        json.writeArrayFieldStart("operations");
                        for (WantedEdits.Operation operation : wanted.operations()) {
                            json.writeString(operation.type());
                        }
                        json.writeEndArray();
                    });
            for (int i = 0; i < images.size() && !visit.reply().hungUp(); i++) {
                serve(out, images.get(i), i, wanted);
            }
            tell(
                    out,
                    "complete",
                    json -> {
                        json.writeArrayFieldStart("results");
                        for (Members result : results) {
                            json.writeStartObject();
                            result.writeTo(json);
                            json.writeEndObject();
                        }
                        json.writeEndArray();
                        json.writeNumberField("successCount", changed);
                        json.writeNumberField("errorCount", results.size() - changed);
                    });
        }
    }

    private void serve(LivingStream out, WantedEdits.Image image, int index, WantedEdits wanted)
            throws IOException {
        Members which =
                json -> {
                    json.writeStringField("imageId", image.id());
                    json.writeNumberField("imageIndex", index);
                };
        tell(
                out,
                "image_start",
                json -> {
                    which.writeTo(json);
                    json.writeNumberField("totalImages", wanted.images().size());
                });
        try {
            String url = changed(image.url(), wanted.operations());
            tell(
                    out,
                    "image_complete",
                    json -> {
                        which.writeTo(json);
                        result(json, url, wanted.operations());
                    });
            changed++;
            results.add(json -> ended(json, image, true));
        } catch (Rejected e) {
            String error = e.rejection().message();
            tell(
                    out,
                    "image_error",
                    json -> {
                        which.writeTo(json);
                        json.writeStringField("error", error);
                    });
            results.add(
                    json -> {
                        ended(json, image, false);
                        json.writeStringField("error", error);
                    });
        }
    }

    /** Where the picture is that all of them made; nothing is asked for where one cannot be had. */
    private String changed(String url, List<WantedEdits.Operation> operations)
            throws Rejected, IOException {
        for (WantedEdits.Operation operation : operations) {
            if (!operation.isGenerated()) {
                throw new Rejected(
                        new Rejection.BadRequest(whyNot(operation), null, "INVALID_REQUEST"));
            }
        }
        String last = url;
        for (WantedEdits.Operation operation : operations) {
            Taker taker = new Taker(visit);
            model.change(ids.next(), WantedPicture.of(operation.prompt(), last), taker);
            last = taker.address();
        }
        return last;
    }

    private static String whyNot(WantedEdits.Operation operation) {
        return operation.lacksPrompt()
                ? "The operation \"generate\" has no prompt (\"params\": {\"prompt\": …})."
                : "This server changes pictures by a prompt alone; it has no \""
                        + Shown.name(operation.type())
                        + "\".";
    }

    private static void result(
            JsonGenerator json, String url, List<WantedEdits.Operation> operations)
            throws IOException {
        json.writeObjectFieldStart("result");
        json.writeBooleanField("success", true);
        json.writeStringField("url", url);
        json.writeArrayFieldStart("appliedOperations");
        for (WantedEdits.Operation operation : operations) {
            json.writeString(operation.type());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void ended(JsonGenerator json, WantedEdits.Image image, boolean success)
            throws IOException {
        json.writeStringField("id", image.id());
        json.writeBooleanField("success", success);
    }

    private static void tell(LivingStream out, String type, Members members) throws IOException {
        out.send(
                WebEvents.unnamed(
                        WebJson.object(
                                json -> {
                                    json.writeStringField("type", type);
                                    members.writeTo(json);
                                })));
    }

    /** The page gets an event of it. */
    private static final class Taker extends WholeAnswer {
        private String address = "";

        Taker(Visit visit) {
            super(visit);
        }

        @Override
        void take(Optional<Candidate> serving, Meters meters, String contentType, byte[] answer)
                throws IOException {
            address = PictureAddress.of(answer);
        }

        String address() throws Rejected {
            if (address.isEmpty()) {
                throw new Rejected(new Rejection.UpstreamFailed(502, "No picture came."));
            }
            return address;
        }
    }
}
