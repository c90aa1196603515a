package dev.sluice.wire.responses;

import dev.sluice.core.call.Rejection;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Admitted;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.answer.AnswerFormat;
import dev.sluice.wire.dialect.ChunkPieces;
import dev.sluice.wire.error.OpenAiError;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.answer.ChunkEditor;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A chat's answer as a response: its items and events, told as the chunks come. One that breaks
 * ends with {@code error} and {@code response.failed}, and what was open in it stays open: each of
 * the two has clients that know it alone. For one request.
 */
public final class ResponsesFormat implements AnswerFormat {
    private static final String RESPONSE = "response";

    private final Envelope envelope;
    private final Output output;
    private final Passed passed;
    private final Events events = Events.unheard();
    private String model = "";
    private boolean passes;

    /**
     * @param requestId a UUIDv7, from which the response has its id and its time
     * @param passed how far it has come where it is not made here
     */
    ResponsesFormat(ResponsesRequest request, ToolNames names, String requestId, Passed passed) {
        String id = requestId.replace("-", "");
        this.envelope = new Envelope(request, "resp_" + id, seconds(id));
        this.output = new Output(id, names);
        this.passed = passed;
    }

    /** The first 48 bits are milliseconds (RFC 9562 §5.7). */
    private static long seconds(String id) {
        try {
            return id.length() == 32 ? Long.parseLong(id, 0, 12, 16) / 1_000 : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public void calling(Candidate candidate) {
        model = candidate.model().id();
        passes = OwnLanguage.isSpokenBy(candidate);
    }

    @Override
    public void begin(OutputStream out, Admitted admitted) throws IOException {
        if (!passes) {
            begin(out);
        }
    }

    void begin(OutputStream out) throws IOException {
        events.to(out);
        JsonOut begun = envelope.begun(model);
        events.write("response.created", RESPONSE, begun);
        events.write("response.in_progress", RESPONSE, begun);
    }

    @Override
    public void chunk(OutputStream out, ChunkEditor editor) throws IOException {
        events.to(out);
        add(editor.view(), events);
    }

    private void add(ByteBuffer chunk, Events to) throws IOException {
        try {
            output.add(ChunkPieces.of(chunk), to);
        } catch (MalformedJson e) {
            throw new IllegalStateException("the chunk was read before", e);
        }
    }

    @Override
    public void finish(OutputStream out, ChunkEditor editor, long estimatedInputTokens)
            throws IOException {
        events.to(out);
        Metered usage = editor.usageOrEstimate(estimatedInputTokens);
        JsonOut response = ended(editor.finishReason(), usage, events);
        events.write("response." + Envelope.status(editor.finishReason()), RESPONSE, response);
    }

    private JsonOut ended(@Nullable String finishReason, Metered usage, Events to)
            throws IOException {
        output.close(to, Envelope.status(finishReason));
        return envelope.ended(model, output, finishReason, usage);
    }

    @Override
    public void fail(OutputStream out, Rejection rejection) throws IOException {
        events.to(out);
        if (passed.hasBegun()) {
            events.goOnFrom(passed.nextSequenceNumber());
        } else if (!events.hasBegun()) {
            begin(out);
        }
        OpenAiError error = Failure.of(rejection);
        byte[] json = error.toJson();
        events.write("error", new JsonOut(json.length).raw(json, 1, json.length - 1));
        Envelope broken = envelope.named(passed.responseId());
        events.write("response.failed", RESPONSE, broken.failed(model, output, error));
    }

    @Override
    public Patched whole(UnaryAnswer.Completion completion, long estimatedInputTokens) {
        try {
            Events unheard = Events.unheard();
            add(ByteBuffer.wrap(completion.body().toByteArray()), unheard);
            Metered usage = completion.usageOrEstimate(estimatedInputTokens);
            byte[] body = ended(completion.finishReason(), usage, unheard).toByteArray();
            return new Patched(body, 0, body.length, new Edits());
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to write", e);
        }
    }
}
