package dev.sluice.webchat.doors;

import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.catalog.Price;
import dev.sluice.core.resolve.Offer;
import dev.sluice.core.resolve.Offers;
import dev.sluice.core.time.Clock;
import dev.sluice.webchat.signin.Visitor;
import dev.sluice.wire.answer.Reply;
import dev.sluice.wire.api.EndpointDoor;
import dev.sluice.wire.api.Serving;
import dev.sluice.wire.api.Visit;
import dev.sluice.wire.api.VisitClient;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.endpoint.Endpoint;
import dev.sluice.wire.endpoint.Endpoints;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.form.FormBody;
import dev.sluice.wire.form.Multipart;
import dev.sluice.wire.form.Part;
import dev.sluice.wire.openai.BadRequest;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code POST /tts} ({@code text}, {@code voice}, {@code model}, {@code provider}; the answer is
 * the sound) and {@code POST /transcribe} (a form with {@code audio}; {@code {"text"}}): the doors
 * of speech and transcripts, for those who may use the server's providers, by the cheapest model
 * where none that is there is named.
 */
final class VoiceDoor {
    private static final String USUAL_FILENAME = "audio.webm";

    private final Serving serving;
    private final Visitors visitors;
    private final AccountPolicy policy;
    private final Offers offers;
    private final Clock clock;

    VoiceDoor(WebParts parts) {
        this.serving = parts.serving();
        this.visitors = parts.visitors();
        this.policy = parts.accountPolicy();
        this.offers = new Offers(parts.catalog(), parts.slots());
        this.clock = parts.clock();
    }

    /** {@code POST /tts}. */
    void speak(Visit visit) throws Rejected, IOException {
        Optional<AccountPolicy.Paid> paid = enter(visit);
        if (paid.isPresent()) {
            SpokenText asked = SpokenText.read(body(visit));
            Offer offer = offer(paid.get().caller(), ModelKind.SPEECH, asked.model(), asked.from());
            byte[] speech =
                    WebJson.object(
                            json -> {
                                json.writeStringField("model", offer.name());
                                json.writeStringField("input", asked.text());
                                json.writeStringField("voice", asked.voice(offer));
                            });
            serve(visit, paid.get(), "/v1/audio/speech", Content.json(speech));
        }
    }

    /** {@code POST /transcribe}. */
    void listen(Visit visit) throws Rejected, IOException {
        Optional<AccountPolicy.Paid> paid = enter(visit);
        if (paid.isPresent()) {
            Part audio = audio(visit);
            Offer offer = offer(paid.get().caller(), ModelKind.TRANSCRIPTION, "", "");
            String filename = audio.filename();
            Content form =
                    FormBody.of(
                            Map.of("model", offer.name()),
                            "file",
                            filename == null ? USUAL_FILENAME : filename,
                            audio);
            serve(visit, paid.get(), "/v1/audio/transcriptions", form);
        }
    }

    /** Who may come in, and what pays; empty where the visitor was told that nothing does. */
    private Optional<AccountPolicy.Paid> enter(Visit visit) throws Rejected, IOException {
        visit.errorsAs(WebErrors.JSON);
        Visitor visitor = visitors.visitor(visit);
        if (!visitor.mayUseServer()) {
            throw new Rejected(
                    new Rejection.Forbidden(
                            "This account may not use this server's providers.", "not_allowed"));
        }
        visitors.hear(visit, visitor);
        try {
            return Optional.of(policy.paidFor(visitor, policy.choice(visitor, List.of())));
        } catch (AccountPolicy.NoCredit e) {
            visit.json(402, Headers.none(), WebJson.object(WebErrors.noCredit(e.balance(), 0)));
            return Optional.empty();
        }
    }

    private static Part audio(Visit visit) throws Rejected, IOException {
        try {
            Multipart form =
                    Multipart.read(
                            new Content(
                                    body(visit), visit.request().headers().first("content-type")));
            return form.first("audio").orElseThrow(() -> bad("No audio file provided"));
        } catch (BadRequest e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    /**
     * The model that is named, if it is there; else the cheapest, of that provider if it has one.
     */
    private Offer offer(Caller caller, ModelKind kind, String name, String provider)
            throws Rejected {
        List<Offer> all =
                offers.all(caller).stream().filter(offer -> offer.model().kind() == kind).toList();
        return all.stream()
                .filter(offer -> offer.name().equals(name) || offer.model().id().equals(name))
                .findFirst()
                .or(() -> cheapest(all, provider))
                .or(() -> cheapest(all, ""))
                .orElseThrow(
                        () ->
                                new Rejected(
                                        new Rejection.ModelNotFound(
                                                "No configured provider has a model for this.",
                                                List.of())));
    }

    private static Optional<Offer> cheapest(List<Offer> offers, String provider) {
        return offers.stream()
                .filter(offer -> provider.isEmpty() || offer.provider().name().equals(provider))
                .min(
                        Comparator.comparingLong(
                                offer ->
                                        offer.model()
                                                .price()
                                                .map(Price::rank)
                                                .orElse(Long.MAX_VALUE)));
    }

    private void serve(Visit visit, AccountPolicy.Paid paid, String path, Content content)
            throws Rejected {
        Endpoint endpoint = Objects.requireNonNull(Endpoints.ALL.at(path));
        Asked asked;
        try {
            asked = endpoint.read(content);
        } catch (BadRequest e) {
            throw new Rejected(
                    new Rejection.BadRequest(String.valueOf(e.getMessage()), e.param(), e.code()));
        }
        Call call =
                new Call(
                        visit.requestId(),
                        paid.caller(),
                        asked.ask(),
                        visit.request().deadlineEpochMicros(),
                        visit.request().trace());
        Reply reply = new Reply(new VisitClient(visit), endpoint.format(call, asked), clock);
        serving.serve(call, paid.choice().accounts(), asked, reply);
    }

    private static byte[] body(Visit visit) throws Rejected, IOException {
        try {
            return visit.request().body().read(EndpointDoor.MOST_BODY_BYTES);
        } catch (BodyTooLarge e) {
            throw new Rejected(
                    new Rejection.BodyTooLarge(
                            "The request body is larger than "
                                    + e.limitBytes()
                                    + " bytes. Send a shorter recording, or its address as"
                                    + " 'file_url' to /v1/audio/transcriptions."));
        }
    }

    private static Rejected bad(String message) {
        return new Rejected(new Rejection.BadRequest(message, null, "INVALID_REQUEST"));
    }
}
