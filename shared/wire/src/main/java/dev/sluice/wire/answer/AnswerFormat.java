package dev.sluice.wire.answer;

import dev.sluice.core.call.Rejection;
import dev.sluice.core.relay.Admitted;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.answer.ChunkEditor;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import dev.sluice.wire.sse.SseWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Supplier;

/**
 * How an answer looks to its client: what is written when it begins, for each chunk, and at its
 * end; and a whole one. When anything is written, and that it is flushed, is not its affair.
 *
 * <pre>
 *   (calling ─► failed)* ─► calling ─► answered ─► begin ─► chunk* ─► finish | fail
 *   (calling ─► failed)* ─► calling ─► answered ─► whole
 *   (calling ─► failed)* ─► fail, where a keep-alive has committed the status
 * </pre>
 *
 * <p>It is given OpenAI's chunks and completions, in which languages meet. Where the provider
 * speaks the client's own language {@code chunk}, {@code finish} and {@code whole} are left out:
 * its bytes are passed through. Calls of one request never overlap, keep-alives neither.
 */
public interface AnswerFormat {

    /** A provider is about to be called. */
    default void calling(Candidate candidate) {}

    /** It did not answer; another one may be called. */
    default void failed(Candidate candidate, Fault fault) {}

    /** It has answered with success; nothing of its answer has been written yet. */
    default void answered(int status, Supplier<Headers> headers) {}

    /** The answer begins: what stands before the first event in either case, if anything. */
    default void begin(OutputStream out, Admitted admitted) throws IOException {}

    /** The chunk that the editor accepted last; may write nothing. */
    void chunk(OutputStream out, ChunkEditor editor) throws IOException;

    /** The end of a whole answer. */
    void finish(OutputStream out, ChunkEditor editor, long estimatedInputTokens) throws IOException;

    /** A refusal with what its clients want to know and only this request's format does. */
    default Rejection told(Rejection rejection) {
        return rejection;
    }

    /** The end of a broken one: a client must not take it for a success. */
    void fail(OutputStream out, Rejection rejection) throws IOException;

    /** A sign of life in a silence, before or between events. */
    default void keepAlive(OutputStream out) throws IOException {
        SseWriter.keepAlive(out);
    }

    /** A whole answer, which was not streamed. */
    default Patched whole(UnaryAnswer.Completion completion, long estimatedInputTokens) {
        return completion.body();
    }
}
