package dev.sluice.wire.endpoint;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.dialect.RawAnswer;
import dev.sluice.wire.dialect.ToldError;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.error.UpstreamErrors;
import dev.sluice.wire.http.UnreadableAnswer;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The sound in a stream of events: OpenAI's ({@code audio}), Together's newer ({@code delta}) and
 * older ones ({@code b64}). It ends with {@code [DONE]} or {@code speech.audio.done}; a stream that
 * ends without has broken off.
 */
final class SpeechEvents extends PiecedStream {
    private static final String DONE = "[DONE]";

    private final SseReader events;
    private byte[] sound = {};
    private boolean ended;
    private byte @Nullable [] usage;

    SpeechEvents(RawAnswer.Body body) {
        this.events = new SseReader(body.in(), body.heard(), body.room());
    }

    /** What the provider counted, a JSON object as it came; null where it did not. */
    byte @Nullable [] usage() {
        return usage;
    }

    /** The event that ends it may have the last of the sound. */
    @Override
    byte @Nullable [] next() throws IOException {
        if (ended) {
            return null;
        }
        SseEvent event = events.next();
        if (event == null) {
            throw new IOException("the events ended before the sound was complete");
        }
        if (event.length() <= DONE.length() + 2 && event.dataText().strip().equals(DONE)) {
            ended = true;
            return null;
        }
        sound = new byte[0];
        int end = event.offset() + event.length();
        try (JsonCursor cursor = new JsonCursor(event.buffer(), event.offset(), end)) {
            read(cursor, event.buffer());
        } catch (MalformedJson | IllegalArgumentException e) {
            throw new UnreadableAnswer("it sent an event that is no sound");
        }
        UpstreamError error =
                sound.length > 0 || ended
                        ? null
                        : UpstreamErrors.told(event.buffer(), event.offset(), end);
        if (error != null) {
            throw new ToldError(error);
        }
        return sound;
    }

    private void read(JsonCursor cursor, byte[] bytes) throws MalformedJson {
        if (cursor.next() != JsonToken.START_OBJECT) {
            return;
        }
        while (cursor.next() != JsonToken.END_OBJECT) {
            String name = cursor.name();
            JsonToken token = cursor.next();
            if (token == JsonToken.VALUE_STRING) {
                text(name, cursor.text());
            } else if (token == JsonToken.START_OBJECT && name.equals("usage")) {
                int start = cursor.start();
                usage = Arrays.copyOfRange(bytes, start, cursor.skipToEnd());
            } else {
                cursor.skip();
            }
        }
    }

    private void text(String name, String text) {
        switch (name) {
            case "audio", "delta", "b64" -> sound = Base64.getDecoder().decode(text);
            case "type" -> ended |= text.equals("speech.audio.done");
            default -> {}
        }
    }
}
