package dev.sluice.wire.openai.answer;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.error.UpstreamErrors;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.Quirk;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole answer that is a list of things and a usage: vectors, scores. The client gets its
 * bytes as they came, but for what an item's reader changes.
 */
public final class ListAnswer {

    /** Looks at one item of the list, which the cursor is at, and may change it. */
    @FunctionalInterface
    public interface Item {
        /** Moves to the item's last token. */
        void read(JsonCursor cursor, Edits edits) throws MalformedJson, NotWanted;
    }

    /** The provider answered, but not what was asked for: its caller is told why. */
    public static final class NotWanted extends Exception {
        private final String param;

        public NotWanted(String message, String param) {
            super(message, null, false, false);
            this.param = param;
        }
    }

    /**
     * What an answer is to have.
     *
     * @param names of the list that must be there, as providers call it; the first is what clients
     *     know it by
     * @param inputTokens what the usage says where the provider says nothing
     * @param costIsTold whether a usage says in USD what the answer costs
     */
    public record Form(List<String> names, long inputTokens, boolean costIsTold) {
        /** Of a candidate's answer with one name for the list. */
        public static Form of(String name, long inputTokens, Candidate candidate) {
            return of(List.of(name), inputTokens, candidate);
        }

        /** The same with several names. */
        public static Form of(List<String> names, long inputTokens, Candidate candidate) {
            return new Form(names, inputTokens, Quirk.COST_IS_TOLD.isOf(candidate.provider()));
        }
    }

    private final byte[] body;
    private final Form form;
    private final Item item;
    private final Edits edits = new Edits();
    private @Nullable Metered usage;
    private boolean hasList;
    private boolean hasError;
    private boolean hasUsage;
    private int end;

    private ListAnswer(byte[] body, Form form, Item item) {
        this.body = body;
        this.form = form;
        this.item = item;
    }

    /** Reads one. */
    public static UnaryAnswer read(byte[] body, Form form, Item item) {
        ListAnswer answer = new ListAnswer(body, form, item);
        int from = JsonText.skipSpace(body, 0, body.length);
        if (from == body.length) {
            return new UnaryAnswer.NotACompletion("the body is empty");
        }
        try (JsonCursor cursor = new JsonCursor(body, from, body.length)) {
            answer.object(cursor);
        } catch (MalformedJson e) {
            return new UnaryAnswer.NotACompletion("the body is no JSON object: " + e.getMessage());
        } catch (NotWanted e) {
            return new UnaryAnswer.Failure(
                    new UpstreamError(
                            String.valueOf(e.getMessage()),
                            "invalid_request_error",
                            e.param,
                            "invalid_value"),
                    answer.usage);
        }
        return answer.whole(from);
    }

    private UnaryAnswer whole(int from) {
        if (hasError || !hasList) {
            UpstreamError error = UpstreamErrors.told(body, from, body.length);
            return error == null
                    ? new UnaryAnswer.NotACompletion(
                            "the answer has no " + form.names.getFirst(), usage)
                    : new UnaryAnswer.Failure(error, usage);
        }
        if (!hasUsage) {
            String told =
                    ",\"usage\":{\"prompt_tokens\":"
                            + form.inputTokens
                            + ",\"total_tokens\":"
                            + form.inputTokens
                            + "}";
            edits.insert(end, told.getBytes(StandardCharsets.US_ASCII));
        }
        return new UnaryAnswer.Completion(
                new Patched(body, from, body.length, edits), usage, null, 0);
    }

    private void object(JsonCursor cursor) throws MalformedJson, NotWanted {
        if (cursor.next() != JsonToken.START_OBJECT) {
            throw new MalformedJson("it is not an object", 0);
        }
        while (cursor.next() != JsonToken.END_OBJECT) {
            member(cursor);
        }
        end = cursor.start();
        cursor.finish();
    }

    private void member(JsonCursor cursor) throws MalformedJson, NotWanted {
        String name = cursor.name();
        int nameStart = cursor.start();
        int nameEnd = cursor.end(nameStart);
        JsonToken token = cursor.promised();
        if (form.names.contains(name) && !hasList && token == JsonToken.START_ARRAY) {
            hasList = true;
            if (!name.equals(form.names.getFirst())) {
                edits.replace(nameStart, nameEnd, JsonText.quote(form.names.getFirst()));
            }
            while (cursor.promised() != JsonToken.END_ARRAY) {
                item.read(cursor, edits);
            }
        } else if (name.equals("usage") && token == JsonToken.START_OBJECT) {
            hasUsage = true;
            usage = UsageReader.read(cursor, new AnswerRules(false, false, false, form.costIsTold));
        } else {
            hasError |= name.equals("error") && token != JsonToken.VALUE_NULL;
            cursor.skip();
        }
    }
}
