package dev.sluice.wire.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.core.measure.Metered;
import dev.sluice.wire.answer.EventsFormat;
import dev.sluice.wire.answer.RawFormat;
import dev.sluice.wire.dialect.RawAnswer;
import dev.sluice.wire.dialect.ToldError;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import dev.sluice.wire.sound.Transcript;
import dev.sluice.wire.sse.SseWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A transcript as OpenAI's events ({@code transcript.text.delta}, {@code transcript.text.done}): as
 * they come, or made here of a whole one, from a provider that does not stream it. For one answer.
 */
final class TranscriptStream implements RawAnswer {
    private final TranscriptionAsked.Heard heard;
    private @Nullable TranscriptEvents events;
    private @Nullable Metered told;

    TranscriptStream(TranscriptionAsked.Heard heard) {
        this.heard = heard;
    }

    @Override
    public boolean isEvents() {
        return true;
    }

    @Override
    public Metered usage() {
        Metered counted = events == null ? told : events.usage();
        return counted == null ? heard.used(-1) : counted;
    }

    @Override
    public @Nullable Passage open(Body body) throws IOException {
        if (body.is("text/event-stream")) {
            events = new TranscriptEvents(body, heard);
            return new Passage(events, new Events());
        }
        byte[] json = body.whole();
        // No switch over types: it is linked at its first use.
        UnaryAnswer whole = heard.whole(json);
        if (whole instanceof UnaryAnswer.Failure failure) {
            throw new ToldError(failure.error());
        }
        if (whole instanceof UnaryAnswer.Completion completion) {
            told = completion.usage();
            if (heard.isToldAsEvents()) {
                return new Passage(new ByteArrayInputStream(events(json)), new Events());
            }
            byte[] bytes = completion.body().toByteArray();
            return new Passage(
                    new ByteArrayInputStream(bytes),
                    new RawFormat.Plain(heard.wholeType(), bytes.length));
        }
        return null;
    }

    /** All that is said in one event, and the end. */
    private static byte[] events(byte[] json) throws IOException {
        Transcript transcript = Objects.requireNonNull(Transcript.read(json), "it was read before");
        String text = new String(JsonText.quote(transcript.text().strip()), UTF_8);
        ByteArrayOutputStream events = new ByteArrayOutputStream();
        event(events, "{\"type\":\"transcript.text.delta\",\"delta\":" + text + "}");
        event(events, "{\"type\":\"transcript.text.done\",\"text\":" + text + "}");
        return events.toByteArray();
    }

    private static void event(ByteArrayOutputStream events, String json) throws IOException {
        SseWriter.data(events, json.getBytes(UTF_8));
    }

    /** Events, in which a failure can be told. */
    record Events() implements EventsFormat {}
}
