package dev.sluice.wire.picture;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.error.UpstreamErrors;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.answer.ToldUsage;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer with pictures, OpenAI's or Together's. Its bytes stay as they came; {@code
 * created} is added where the provider leaves it out. Pictures are counted as they came, not as
 * they were asked for.
 */
final class PictureList {
    private final byte[] body;
    private final List<JsonView> pictures = new ArrayList<>();
    private boolean hasError;
    private boolean hasCreated;
    private long inputTokens;
    private long outputTokens;
    private int opening;

    private PictureList(byte[] body) {
        this.body = body;
    }

    /**
     * @param metered what so many pictures used
     * @param createdSeconds when, where the provider does not say
     */
    static UnaryAnswer read(byte[] body, LongFunction<Metered> metered, long createdSeconds) {
        PictureList list = new PictureList(body);
        String fault = list.fault();
        UpstreamError error =
                list.hasError || (fault == null && list.pictures.isEmpty())
                        ? UpstreamErrors.told(body, 0, body.length)
                        : null;
        if (error != null) {
            return new UnaryAnswer.Failure(error, list.spent());
        }
        if (fault != null || list.pictures.isEmpty()) {
            return new UnaryAnswer.NotACompletion(
                    fault == null ? "the answer has no pictures" : fault, list.spent());
        }
        return new UnaryAnswer.Completion(list.told(createdSeconds), list.used(metered), null, 0);
    }

    /** The pictures of a body that {@link #read} takes, each as the object that it came in. */
    static List<JsonView> pictures(byte[] body) {
        PictureList list = new PictureList(body);
        return list.fault() == null ? list.pictures : List.of();
    }

    private @Nullable String fault() {
        try (JsonCursor cursor = new JsonCursor(body, 0, body.length)) {
            if (cursor.next() != JsonToken.START_OBJECT) {
                return "the body is no JSON object";
            }
            opening = cursor.start() + 1;
            while (cursor.next() != JsonToken.END_OBJECT) {
                String name = cursor.name();
                cursor.next();
                member(name, cursor);
            }
            cursor.finish();
            return null;
        } catch (MalformedJson e) {
            return "the body is no JSON object: " + e.getMessage();
        }
    }

    private void member(String name, JsonCursor cursor) throws MalformedJson {
        if (name.equals("data") && cursor.at(JsonToken.START_ARRAY)) {
            while (cursor.next() != JsonToken.END_ARRAY) {
                picture(cursor);
            }
        } else if (name.equals("usage") && cursor.at(JsonToken.START_OBJECT)) {
            usage(cursor);
        } else {
            hasError |= name.equals("error") && !cursor.at(JsonToken.VALUE_NULL);
            hasCreated |= name.equals("created") && cursor.at(JsonToken.VALUE_NUMBER_INT);
            cursor.skip();
        }
    }

    private void picture(JsonCursor cursor) throws MalformedJson {
        int start = cursor.start();
        JsonToken token = cursor.token();
        boolean isThere = false;
        if (token == JsonToken.START_OBJECT) {
            while (cursor.next() != JsonToken.END_OBJECT) {
                String name = cursor.name();
                cursor.next();
                boolean isPicture = name.equals("url") || name.equals("b64_json");
                int at = cursor.start();
                boolean isText = cursor.at(JsonToken.VALUE_STRING);
                isThere |= isPicture && isText && cursor.end(at) - at > 2;
                cursor.skip();
            }
        } else {
            cursor.skip();
        }
        if (isThere) {
            pictures.add(new JsonView(body, start, cursor.end(cursor.start()), token));
        }
    }

    private void usage(JsonCursor cursor) throws MalformedJson {
        while (cursor.next() != JsonToken.END_OBJECT) {
            String name = cursor.name();
            cursor.next();
            Long count = ToldUsage.tokens(cursor.integer());
            if (count != null && name.equals("input_tokens")) {
                inputTokens = count;
            } else if (count != null && name.equals("output_tokens")) {
                outputTokens = count;
            }
            cursor.skip();
        }
    }

    private Metered used(LongFunction<Metered> metered) {
        Metered counted = metered.apply(pictures.size());
        return new Metered(
                counted.measures()
                        .with(Measure.INPUT_TOKENS, inputTokens)
                        .with(Measure.OUTPUT_TOKENS, outputTokens),
                counted.estimated());
    }

    /** Tokens that were told although there is no picture; null where there are none. */
    private @Nullable Metered spent() {
        return inputTokens + outputTokens == 0
                ? null
                : Metered.ofTokens(inputTokens, 0, outputTokens, 0, false);
    }

    private Patched told(long createdSeconds) {
        Edits edits = new Edits();
        if (!hasCreated) {
            String created = "\"created\":" + createdSeconds + ",";
            edits.insert(opening, created.getBytes(StandardCharsets.US_ASCII));
        }
        int from = JsonText.skipSpace(body, 0, body.length);
        return new Patched(body, from, body.length, edits);
    }
}
