package dev.sluice.wire.answer;

import dev.sluice.core.call.Rejection;
import dev.sluice.core.relay.Admitted;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.openai.ChunkEditor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Supplier;

/**
 * How a streamed answer looks to its client: what is written when it begins, for each chunk, and at
 * its end. When anything is written, and that it is flushed, is not its affair.
 *
 * <pre>
 *   (calling ─► failed)* ─► calling ─► answered ─► begin ─► chunk* ─► finish | fail
 *   (calling ─► failed)* ─► fail, where a keep-alive has committed the status
 * </pre>
 *
 * <p>Calls of one request never overlap.
 */
public interface AnswerFormat {

    /** A provider is about to be called. */
    default void calling(Candidate candidate) {}

    /** It did not answer; another one may be called. */
    default void failed(Candidate candidate, Fault fault) {}

    /** It has answered with success; nothing of its answer has been written yet. */
    default void answered(int status, Supplier<Headers> headers) {}

    /** The answer begins: what stands before the first chunk, if anything. */
    default void begin(OutputStream out, Admitted admitted) throws IOException {}

    /** The chunk that the editor accepted last; may write nothing. */
    void chunk(OutputStream out, ChunkEditor editor) throws IOException;

    /** The end of a whole answer. */
    void finish(OutputStream out, ChunkEditor editor, long estimatedInputTokens) throws IOException;

    /** The end of a broken one: a client must not take it for a success. */
    void fail(OutputStream out, Rejection rejection) throws IOException;
}
