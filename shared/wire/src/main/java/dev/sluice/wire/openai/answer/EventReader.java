package dev.sluice.wire.openai.answer;

import dev.sluice.core.measure.Metered;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.sse.SseEvent;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one upstream stream, in whatever language, and counts on the way.
 *
 * <pre>
 *   for each event:  accept ─► RELAY      writeTo(out)
 *                              DROP       nothing to write
 *                              DONE       the answer is whole; read no further
 *                              ERROR      error() says what; the stream is over
 *                              MALFORMED  it makes no sense; the stream is over
 *   at the end:      endedProperly() ? writeEnd(out) : an error event
 * </pre>
 *
 * <p>A {@link ChunkEditor} reads OpenAI's chunks, in which languages meet: the client's format may
 * translate them. Any other reader speaks the client's own language, and what it writes is passed
 * through. For one stream and one thread.
 */
public interface EventReader {
    /** What to do with an event. */
    enum Verdict {
        RELAY,
        DROP,
        DONE,
        ERROR,
        MALFORMED
    }

    /** Reads the event and decides. The event's bytes must stay until {@link #writeTo}. */
    Verdict accept(SseEvent event);

    /**
     * Writes the event accepted last, in pieces: give it a buffered stream, and flush. Only after
     * {@link Verdict#RELAY}.
     */
    void writeTo(OutputStream out) throws IOException;

    /** Writes what ends a whole answer, which its client takes for a success. */
    void writeEnd(OutputStream out, long estimatedInputTokens) throws IOException;

    /** What the upstream reported, after {@link Verdict#ERROR}. */
    @Nullable UpstreamError error();

    /**
     * The last usage that the upstream gave, with an estimate of output that it leaves out; null
     * when it gave none.
     */
    @Nullable Metered usage();

    /**
     * The upstream's usage, else the given input and the output counted from what was delivered.
     */
    Metered usageOrEstimate(long estimatedInputTokens);

    /** Why the answer ended, in its own words; null as long as it has not. */
    @Nullable String finishReason();

    /** Whether there is nothing to be read any more. */
    boolean sawDone();

    /** False as long as no event was of an answer: a stream that ends so has answered nothing. */
    boolean sawChoice();

    /** Whether all is there but a last word on the usage. */
    boolean lacksOnlyUsage();

    /** Whether a stream that ends here is whole; otherwise it was cut. */
    boolean endedProperly();
}
