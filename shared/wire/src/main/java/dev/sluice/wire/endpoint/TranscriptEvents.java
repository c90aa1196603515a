package dev.sluice.wire.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.wire.dialect.RawAnswer;
import dev.sluice.wire.dialect.ToldError;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.error.UpstreamErrors;
import dev.sluice.wire.http.UnreadableAnswer;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.openai.answer.ToldUsage;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseReader;
import dev.sluice.wire.sse.SseWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The events of a transcript, one after the other as they come. A stream that ends before {@code
 * transcript.text.done} or {@code [DONE]} has broken off.
 */
final class TranscriptEvents extends PiecedStream {
    private static final String DONE = "[DONE]";

    private final SseReader events;
    private final TranscriptionAsked.Heard heard;
    private boolean isDone;
    private boolean ended;
    private @Nullable Metered usage;

    TranscriptEvents(RawAnswer.Body body, TranscriptionAsked.Heard heard) {
        this.events = new SseReader(body.in(), body.heard(), body.room());
        this.heard = heard;
    }

    /** What the provider counted; null as long as it has not told. */
    @Nullable Metered usage() {
        return usage;
    }

    @Override
    byte @Nullable [] next() throws IOException {
        SseEvent came = ended ? null : events.next();
        if (came == null) {
            if (!isDone) {
                throw new IOException("the events ended before the transcript was complete");
            }
            return null;
        }
        String text = came.dataText();
        if (text.strip().equals(DONE)) {
            isDone = true;
            ended = true;
        } else {
            look(text.getBytes(UTF_8));
        }
        return framed(text);
    }

    private static byte[] framed(String text) throws IOException {
        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        SseWriter.data(framed, text.replace('\n', ' ').getBytes(UTF_8));
        return framed.toByteArray();
    }

    private void look(byte[] json) throws IOException {
        boolean isOurs = false;
        try (JsonCursor cursor = new JsonCursor(json, 0, json.length)) {
            if (cursor.next() == JsonToken.START_OBJECT) {
                isOurs = object(cursor);
            }
        } catch (MalformedJson e) {
            throw new UnreadableAnswer("it sent an event that is no JSON");
        }
        UpstreamError error = isOurs ? null : UpstreamErrors.told(json, 0, json.length);
        if (error != null) {
            throw new ToldError(error);
        }
    }

    private boolean object(JsonCursor cursor) throws MalformedJson {
        boolean isOurs = false;
        while (cursor.next() != JsonToken.END_OBJECT) {
            String name = cursor.name();
            JsonToken token = cursor.next();
            if (name.equals("type") && token == JsonToken.VALUE_STRING) {
                String type = cursor.text();
                isOurs = type.startsWith("transcript.");
                isDone |= type.equals("transcript.text.done");
            } else if (name.equals("usage") && token == JsonToken.START_OBJECT) {
                count(cursor);
            } else {
                cursor.skip();
            }
        }
        return isOurs;
    }

    private void count(JsonCursor cursor) throws MalformedJson {
        Measures tokens = Measures.NONE;
        while (cursor.next() != JsonToken.END_OBJECT) {
            String name = cursor.name();
            cursor.next();
            Long number = cursor.rounded();
            Long count = ToldUsage.tokens(number);
            if (number == null) {
                cursor.skip();
            } else if (name.equals("seconds")) {
                usage = heard.used(Double.parseDouble(cursor.text()));
            } else if (count != null && name.equals("input_tokens")) {
                tokens = tokens.with(Measure.INPUT_TOKENS, count);
            } else if (count != null && name.equals("output_tokens")) {
                tokens = tokens.with(Measure.OUTPUT_TOKENS, count);
            }
        }
        if (!tokens.isZero()) {
            usage = new Metered(tokens, false);
        }
    }
}
