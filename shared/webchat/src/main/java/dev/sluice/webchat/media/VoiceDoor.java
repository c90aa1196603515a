package dev.sluice.webchat.media;

import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.resolve.Offer;
import dev.sluice.webchat.page.WebJson;
import dev.sluice.webchat.visit.AccountPolicy;
import dev.sluice.wire.api.EndpointDoor;
import dev.sluice.wire.api.Visit;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.form.FormBody;
import dev.sluice.wire.form.Multipart;
import dev.sluice.wire.form.Part;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * {@code POST /tts} ({@code text}, {@code voice}, {@code model}, {@code provider}; the answer is
 * the sound) and {@code POST /transcribe} (a form with {@code audio}; {@code {"text"}}): the doors
 * of speech and transcripts, for those who may use the server's providers, by the cheapest model
 * where none that is there is named.
 */
public final class VoiceDoor {
    private static final String USUAL_FILENAME = "audio.webm";
    private static final String SMALLER =
            "Send a shorter recording, or its address as 'file_url' to /v1/audio/transcriptions.";

    private final MediaDoor media;

    public VoiceDoor(MediaDoor media) {
        this.media = media;
    }

    /** {@code POST /tts}. */
    public void speak(Visit visit) throws Rejected, IOException {
        Optional<AccountPolicy.Paid> paid = media.enter(visit);
        if (paid.isPresent()) {
            SpokenText asked = SpokenText.read(body(visit));
            Offer offer =
                    media.offer(paid.get().caller(), ModelKind.SPEECH, asked.model(), asked.from());
            byte[] speech =
                    WebJson.object(
                            json -> {
                                json.writeStringField("model", offer.name());
                                json.writeStringField("input", asked.text());
                                json.writeStringField("voice", asked.voice(offer));
                            });
            media.serve(visit, paid.get(), "/v1/audio/speech", Content.json(speech));
        }
    }

    /** {@code POST /transcribe}. */
    public void listen(Visit visit) throws Rejected, IOException {
        Optional<AccountPolicy.Paid> paid = media.enter(visit);
        if (paid.isPresent()) {
            Part audio = audio(visit);
            Offer offer = media.offer(paid.get().caller(), ModelKind.TRANSCRIPTION, "", "");
            String filename = audio.filename();
            Content form =
                    FormBody.of(
                            Map.of("model", offer.name()),
                            "file",
                            filename == null ? USUAL_FILENAME : filename,
                            audio);
            media.serve(visit, paid.get(), "/v1/audio/transcriptions", form);
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

    private static byte[] body(Visit visit) throws Rejected, IOException {
        return visit.body(EndpointDoor.MOST_BODY_BYTES, "The request body", SMALLER);
    }

    private static Rejected bad(String message) {
        return new Rejected(new Rejection.BadRequest(message, null, "INVALID_REQUEST"));
    }
}
