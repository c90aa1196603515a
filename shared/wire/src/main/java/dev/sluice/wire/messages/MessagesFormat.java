package dev.sluice.wire.messages;

import dev.sluice.core.call.Call;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.answer.AnswerFormat;
import dev.sluice.wire.dialect.ChunkPieces;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.answer.ChunkEditor;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A chat's answer as a message: its events as the chunks come, or whole. One that breaks has an
 * event {@code error} last and nothing closed, or an agent would take it for a success. For one
 * request.
 */
public final class MessagesFormat implements AnswerFormat {
    private final String requestId;
    private final long inputTokens;
    private final Set<String> takenIds;
    private final MessageEvents events;
    private String model = "";
    private OptionalLong contextTokens = OptionalLong.empty();

    /**
     * @param takenIds of calls of the conversation, which its model may give again
     */
    public MessagesFormat(Call call, Set<String> takenIds) {
        this(call.requestId(), call.inputTokens(), takenIds);
    }

    MessagesFormat(String requestId, long inputTokens, Set<String> takenIds) {
        this.requestId = requestId;
        this.inputTokens = inputTokens;
        this.takenIds = takenIds;
        this.events = new MessageEvents(calls());
    }

    private Calls calls() {
        return new Calls("call_" + plain(requestId), takenIds);
    }

    private static String plain(String id) {
        return id.replace("-", "");
    }

    @Override
    public void calling(Candidate candidate) {
        model = candidate.model().id();
        contextTokens = candidate.model().contextTokens();
    }

    @Override
    public Rejection told(Rejection rejection) {
        return ErrorText.numbered(rejection, inputTokens, contextTokens);
    }

    @Override
    public void chunk(OutputStream out, ChunkEditor editor) throws IOException {
        try {
            begin(out);
            events.add(ChunkPieces.of(editor.view()), out);
        } catch (MalformedJson e) {
            throw new IllegalStateException("the chunk was read before", e);
        }
    }

    private void begin(OutputStream out) throws IOException {
        if (events.begins()) {
            JsonOut start = new JsonOut(384);
            start.raw("{\"type\":\"message_start\",\"message\":");
            head(start).raw("\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,");
            usage(start, Metered.ofTokens(inputTokens, 0, 0, 0, true)).raw("}}");
            Event.write(out, "message_start", start);
        }
    }

    @Override
    public void finish(OutputStream out, ChunkEditor editor, long estimatedInputTokens)
            throws IOException {
        begin(out);
        events.close(out);
        JsonOut delta = new JsonOut(256);
        delta.raw("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":");
        delta.text(events.stopReason(editor.finishReason()));
        delta.raw(",\"stop_sequence\":null},");
        usage(delta, editor.usageOrEstimate(estimatedInputTokens)).raw("}");
        Event.write(out, "message_delta", delta);
        Event.write(out, "message_stop", new JsonOut(64).raw("{\"type\":\"message_stop\"}"));
    }

    @Override
    public void fail(OutputStream out, Rejection rejection) throws IOException {
        Event.write(out, "error", MessagesManners.body(told(rejection), requestId));
    }

    @Override
    public void keepAlive(OutputStream out) throws IOException {
        Event.write(out, "ping", new JsonOut(64).raw("{\"type\":\"ping\"}"));
    }

    @Override
    public Patched whole(UnaryAnswer.Completion completion, long estimatedInputTokens) {
        byte[] chat = completion.body().toByteArray();
        try {
            return whole(
                    WholeMessage.of(ChunkPieces.of(chat, 0, chat.length), calls()),
                    completion.finishReason(),
                    completion.usageOrEstimate(estimatedInputTokens));
        } catch (MalformedJson e) {
            throw new IllegalStateException("the answer was read before", e);
        }
    }

    private Patched whole(WholeMessage message, @Nullable String finishReason, Metered usage) {
        JsonOut body = new JsonOut(512);
        head(body).raw("\"content\":[").raw(message.content()).raw("],\"stop_reason\":");
        body.text(message.stopReason(finishReason)).raw(",\"stop_sequence\":null,");
        byte[] bytes = usage(body, usage).raw("}").toByteArray();
        return new Patched(bytes, 0, bytes.length, new Edits());
    }

    /** All up to the content. */
    private JsonOut head(JsonOut json) {
        return json.raw("{\"id\":\"msg_")
                .raw(plain(requestId))
                .raw("\",\"type\":\"message\",\"role\":\"assistant\",\"model\":")
                .text(model)
                .raw(",");
    }

    /** What was read from a cache stands beside the input, not within it. */
    private static JsonOut usage(JsonOut json, Metered usage) {
        long cachedTokens = usage.of(Measure.CACHED_INPUT_TOKENS);
        long writtenTokens = usage.of(Measure.CACHE_WRITE_TOKENS);
        return json.raw("\"usage\":{\"input_tokens\":")
                .number(usage.of(Measure.INPUT_TOKENS) - cachedTokens - writtenTokens)
                .raw(",\"cache_creation_input_tokens\":")
                .number(writtenTokens)
                .raw(",\"cache_read_input_tokens\":")
                .number(cachedTokens)
                .raw(",\"output_tokens\":")
                .number(usage.of(Measure.OUTPUT_TOKENS))
                .raw("}");
    }
}
