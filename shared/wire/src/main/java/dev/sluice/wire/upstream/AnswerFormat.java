package dev.sluice.wire.upstream;

import dev.sluice.core.relay.Admitted;
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
 *   answered* ─► begin ─► chunk* ─► finish | fail
 * </pre>
 *
 * <p>{@code answered} may come from several attempts, {@code begin} from one. Calls of one stream
 * never overlap, but {@code begin} may come from another thread than the rest.
 */
public interface AnswerFormat {

    /** A provider has answered with success; nothing has been written yet. */
    default void answered(int status, Supplier<Headers> headers) {}

    /** The reply has just been committed: what stands before the first chunk, if anything. */
    default void begin(OutputStream out, Admitted admitted) throws IOException {}

    /** The chunk that the editor accepted last; may write nothing. */
    void chunk(OutputStream out, ChunkEditor editor) throws IOException;

    /** The end of a whole answer. */
    void finish(OutputStream out, ChunkEditor editor, long estimatedInputTokens) throws IOException;

    /** The end of a broken one: a client must not take it for a success. */
    void fail(OutputStream out, String message, String code) throws IOException;
}
