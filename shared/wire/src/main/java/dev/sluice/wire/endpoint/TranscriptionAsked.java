package dev.sluice.wire.endpoint;

import dev.sluice.core.call.Ask;
import dev.sluice.core.catalog.Price;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.dialect.Answers;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialect.RawAnswer;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.error.UpstreamErrors;
import dev.sluice.wire.form.Multipart;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.Quirk;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import dev.sluice.wire.sound.SecondsUsed;
import dev.sluice.wire.sound.Transcript;
import dev.sluice.wire.sound.TranscriptForm;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sound that is to be written down. Its provider is always asked for {@code verbose_json}, which
 * alone tells how long the sound is; the form that was asked for is made here.
 */
record TranscriptionAsked(Multipart form, Wish wish, Ask ask) implements Asked {
    private static final Set<String> GRANULARITIES =
            Set.of("timestamp_granularities", "timestamp_granularities[]");

    /** OpenAI's newer models know plain JSON alone, and tell the usage in it. */
    private static final String PLAIN_MODELS = "gpt-4o";

    /**
     * What a request is for.
     *
     * @param path at the provider
     * @param url of the sound; null where the form has its bytes
     * @param isStream whether events are asked for
     * @param secondsAtMost how long it lasts, guessed high
     */
    record Wish(
            String path,
            @Nullable String url,
            TranscriptForm form,
            boolean isStream,
            long secondsAtMost) {}

    @Override
    public void check(Candidate candidate) throws BadRequest {
        if (wish.url() != null && !takesUrls(candidate)) {
            throw new BadRequest(
                    "Unsupported parameter: 'file_url'. The provider "
                            + candidate.provider().name()
                            + " takes files alone.",
                    "file_url",
                    "unsupported_parameter");
        }
    }

    private static boolean takesUrls(Candidate candidate) {
        return Quirk.SOUND_BY_URL.isOf(candidate.provider());
    }

    @Override
    public Spoken openAi(Candidate candidate) {
        boolean isStreamed = wish.isStream() && !takesUrls(candidate);
        return new Spoken(
                wish.path(),
                form.contentType(),
                form.with(values(candidate), without(isStreamed)),
                new Heard(wish, candidate.model().price(), isStreamed));
    }

    private Map<String, String> values(Candidate candidate) {
        String model = candidate.model().id();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("model", model);
        values.put("response_format", model.startsWith(PLAIN_MODELS) ? "json" : "verbose_json");
        if (wish.url() != null) {
            values.put("file", wish.url());
        }
        return values;
    }

    private Set<String> without(boolean isStreamed) {
        Set<String> without = new HashSet<>(Set.of("file_url"));
        if (!isStreamed) {
            without.add("stream");
        }
        if (wish.form() != TranscriptForm.VERBOSE_JSON) {
            without.addAll(GRANULARITIES);
        }
        return without;
    }

    /** Reads the transcript. */
    record Heard(Wish wish, Optional<Price> price, boolean isStreamed) implements Answers {
        @Override
        public @Nullable RawAnswer raw() {
            return isStreamed || isToldAsEvents() ? new TranscriptStream(this) : null;
        }

        /** A text or subtitles that come whole are told whole. */
        boolean isToldAsEvents() {
            return wish.isStream() && wholeType().equals("application/json");
        }

        @Override
        public String wholeType() {
            return wish.form().contentType();
        }

        @Override
        public UnaryAnswer whole(byte[] body) {
            Transcript transcript = Transcript.read(body);
            if (transcript == null) {
                UpstreamError error = UpstreamErrors.told(body, 0, body.length);
                return error == null
                        ? new UnaryAnswer.NotACompletion("no transcript")
                        : new UnaryAnswer.Failure(error, null);
            }
            Metered used = used(transcript.seconds());
            byte[] told = wish.form().of(transcript, body, used.of(Measure.SECONDS));
            return new UnaryAnswer.Completion(
                    new Patched(told, 0, told.length, new Edits()), used, null, 0);
        }

        /** By the provider's word, else by ours. */
        Metered used(double seconds) {
            return seconds < 0
                    ? SecondsUsed.estimated(wish.secondsAtMost())
                    : SecondsUsed.told(seconds, price);
        }
    }
}
