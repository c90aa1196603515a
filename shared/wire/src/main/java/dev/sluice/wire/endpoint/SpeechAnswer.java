package dev.sluice.wire.endpoint;

import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.wire.answer.RawFormat;
import dev.sluice.wire.dialect.RawAnswer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sound, in whichever of the two forms it comes (bytes, events) and is asked for. */
record SpeechAnswer(Speech.Wish wish) implements RawAnswer {
    private static final Map<String, String> TYPES =
            Map.of(
                    "mp3", "audio/mpeg",
                    "opus", "audio/ogg",
                    "aac", "audio/aac",
                    "flac", "audio/flac",
                    "wav", "audio/wav",
                    "pcm", "audio/pcm",
                    "raw", "audio/pcm",
                    "mulaw", "audio/basic");

    @Override
    public boolean isEvents() {
        return wish.isEvents();
    }

    @Override
    public Metered usage() {
        return new Metered(Measures.of(Measure.CHARACTERS, wish.characters()), false);
    }

    @Override
    public @Nullable Passage open(Body body) {
        if (body.is("application/json") || body.is("text/html") || body.is("text/plain")) {
            return null;
        }
        boolean areEvents = body.is("text/event-stream");
        if (wish.asItComes()) {
            return new Passage(body.in(), new RawFormat.Plain(type(body), body.lengthBytes()));
        }
        SpeechEvents events = areEvents ? new SpeechEvents(body) : null;
        if (wish.isEvents()) {
            return new Passage(events == null ? body.in() : events, new SpeechFormat(wish, events));
        }
        return events == null
                ? new Passage(body.in(), new RawFormat.Plain(type(body), body.lengthBytes()))
                : new Passage(events, new RawFormat.Plain(type(), -1));
    }

    /** What the provider calls it, if that says anything. */
    private String type(Body body) {
        String told = body.contentType();
        return told == null || body.is("application/octet-stream") ? type() : told;
    }

    private String type() {
        return TYPES.getOrDefault(wish.format(), "application/octet-stream");
    }
}
