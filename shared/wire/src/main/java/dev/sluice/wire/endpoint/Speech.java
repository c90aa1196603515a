package dev.sluice.wire.endpoint;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.call.Ask;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.dialect.Answers;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialect.RawAnswer;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.Quirk;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import dev.sluice.wire.openai.request.RequestBody;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/audio/speech}: a text is read aloud. The sound is passed on as it comes, as bytes
 * or, with {@code stream_format: sse}, as events. Billed by the characters of the text.
 */
final class Speech implements Endpoint {
    private static final String FORMAT = "response_format";
    private static final String STREAM_FORMAT = "stream_format";
    private static final String INSTRUCTIONS = "instructions";
    private static final String SPEED = "speed";

    /** About two hours. No provider says how much it reads; one mistake is not to cost more. */
    private static final int MOST_CHARACTERS = 100_000;

    /** Two names for samples without a head: OpenAI's and Together's. */
    private static final Set<String> SAMPLES = Set.of("pcm", "raw");

    /** Together's own are floats, at a rate that differs by model. */
    private static final Map<String, String> SAMPLES_AS_OPENAI_HAS_THEM =
            Map.of("response_encoding", "\"pcm_s16le\"", "sample_rate", "24000");

    private static final Set<String> FORMATS =
            Set.of("mp3", "opus", "aac", "flac", "wav", "pcm", "raw", "mulaw");

    @Override
    public Route route() {
        return new Route("POST", "/v1/audio/speech");
    }

    @Override
    public ModelKind kind() {
        return ModelKind.SPEECH;
    }

    @Override
    public Asked read(Content content) throws BadRequest {
        RequestBody body = RequestBody.parse(content.bytes());
        long characters = characters(body.text("input"));
        body.require(
                "voice",
                "a string or an object",
                Set.of(JsonToken.VALUE_STRING, JsonToken.START_OBJECT));
        String format = body.word(FORMAT, FORMATS).orElse("mp3");
        boolean isEvents =
                body.word(STREAM_FORMAT, Set.of("sse", "audio")).filter("sse"::equals).isPresent();
        Wish wish =
                new Wish(
                        format,
                        isEvents,
                        body.isTrue("stream") && !isEvents,
                        body.decimal(SPEED, 0.25, 4).orElse(1) == 1,
                        characters,
                        body.textBytes("input"));
        Measures counted = Measures.of(Measure.CHARACTERS, characters);
        return new SpeechAsked(
                body, wish, Ask.ofWanted(body.model(), ModelKind.SPEECH, true, model -> counted));
    }

    private static long characters(String input) throws BadRequest {
        long characters = input.codePointCount(0, input.length());
        if (characters > MOST_CHARACTERS) {
            throw new BadRequest(
                    "Invalid 'input': string too long. Expected a string with maximum length "
                            + MOST_CHARACTERS
                            + ", but got a string with length "
                            + characters
                            + " instead.",
                    "input",
                    "string_above_max_length");
        }
        return characters;
    }

    /**
     * What a request is for.
     *
     * @param isEvents OpenAI's events are asked for
     * @param asItComes Together's own stream is asked for: its client reads the provider's events
     */
    record Wish(
            String format,
            boolean isEvents,
            boolean asItComes,
            boolean isUsualSpeed,
            long characters,
            long inputBytes) {}

    private record SpeechAsked(RequestBody body, Wish wish, Ask ask) implements Asked {
        @Override
        public void check(Candidate candidate) throws BadRequest {
            String provider = candidate.provider().name();
            if (!Quirk.SPEECH_RAW_ALONE_STREAMS.isOf(candidate.provider())) {
                return;
            }
            if (Set.of("opus", "aac", "flac").contains(wish.format())) {
                throw notThere(FORMAT, provider, "it makes mp3, wav, pcm and mulaw");
            }
            body.require("voice", "a string", Set.of(JsonToken.VALUE_STRING));
            if (!wish.isUsualSpeed()) {
                throw notThere(SPEED, provider, "it speaks at one speed");
            }
            if (body.has(INSTRUCTIONS)) {
                throw notThere(INSTRUCTIONS, provider, "it reads as the voice does");
            }
        }

        @Override
        public Spoken openAi(Candidate candidate) {
            boolean together = Quirk.SPEECH_RAW_ALONE_STREAMS.isOf(candidate.provider());
            return new Spoken(
                    "/audio/speech",
                    together
                            ? forTogether(candidate)
                            : body.forModel(
                                    candidate.model().id(),
                                    List.of(),
                                    Map.of(FORMAT, '"' + wish.format() + '"')),
                    new SpeechAnswers(wish));
        }

        /** It defaults to wav, calls samples {@code raw}, and streams them alone. */
        private Patched forTogether(Candidate candidate) {
            boolean isSamples = SAMPLES.contains(wish.format());
            Map<String, String> with = new LinkedHashMap<>();
            with.put(FORMAT, isSamples ? "\"raw\"" : '"' + wish.format() + '"');
            if (wish.format().equals("pcm")) {
                SAMPLES_AS_OPENAI_HAS_THEM.forEach(
                        (name, value) -> {
                            if (!body.has(name)) {
                                with.put(name, value);
                            }
                        });
            }
            if (wish.isEvents() && isSamples) {
                with.put("stream", "true");
            }
            List<String> without = new ArrayList<>(List.of(STREAM_FORMAT, SPEED));
            if (wish.isEvents() && !isSamples) {
                without.add("stream");
            }
            return body.forModel(candidate.model().id(), without, with);
        }

        private static BadRequest notThere(String member, String provider, String why) {
            return new BadRequest(
                    "Unsupported value: '"
                            + member
                            + "' of the provider "
                            + provider
                            + ": "
                            + why
                            + ".",
                    member,
                    "unsupported_value");
        }
    }

    private record SpeechAnswers(Wish wish) implements Answers {
        @Override
        public @Nullable RawAnswer raw() {
            return new SpeechAnswer(wish);
        }

        @Override
        public UnaryAnswer whole(byte[] body) {
            throw new IllegalStateException("sound is not read");
        }
    }
}
