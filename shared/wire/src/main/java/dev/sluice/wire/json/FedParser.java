package dev.sluice.wire.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.base.ParserBase;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The library's parser, kept for many texts: it is fed one after the other, as values of one
 * stream. A stream has a text an event, and a parser for each of them was half of what a stream
 * allocated (docs/decisions/0008-speed.md).
 *
 * <p>For one thread at a time. Only who has read a text to its end, and found it whole, gives it
 * back: any other is closed, so that nothing of one text is ever read as part of the next.
 */
final class FedParser extends InputStream {

    // Names are not interned: they come from strangers. The pool is shared because a virtual thread
    // lives for one request.
    private static final JsonFactory FACTORY =
            new JsonFactoryBuilder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(JsonCursor.MAX_DEPTH)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    /** More are at work at one moment only where there are as many cores. */
    private static final int MOST_RESTING = 4;

    /** It keeps every name that it has seen, and they come from strangers. */
    private static final int MOST_READ_BYTES = 256 << 10;

    /** It keeps room for the longest string that it has decoded. */
    private static final int MOST_BYTES = 16 << 10;

    private static final Queue<FedParser> RESTING = new ConcurrentLinkedQueue<>();
    private static final AtomicInteger RESTING_COUNT = new AtomicInteger();

    private byte[] bytes;
    private int from;
    private int at;
    private int to;
    private long givenBefore;
    private final ParserBase parser;

    private FedParser(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.at = from;
        this.to = to;
        try {
            this.parser = (ParserBase) FACTORY.createParser((InputStream) this);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to read", e);
        }
    }

    /** One that reads {@code [from, to)} next. */
    static FedParser of(byte[] bytes, int from, int to) {
        FedParser resting = to - from > MOST_BYTES ? null : RESTING.poll();
        if (resting == null) {
            return new FedParser(bytes, from, to);
        }
        RESTING_COUNT.decrementAndGet();
        resting.feed(bytes, from, to);
        return resting;
    }

    private void feed(byte[] next, int nextFrom, int nextTo) {
        givenBefore += at - from;
        bytes = next;
        from = nextFrom;
        at = nextFrom;
        to = nextTo;
    }

    JsonParser parser() {
        return parser;
    }

    /**
     * Has the parser leave out some of the text.
     *
     * @param from what it would read next
     * @param to what it reads next instead, behind that
     * @return false, and nothing is left out, where it would read something else next
     */
    boolean jump(int from, int to) {
        int buffered;
        try {
            buffered = Math.max(0, parser.releaseBuffered(OutputStream.nullOutputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to write", e);
        }
        boolean isThere = at - buffered == from;
        int next = isThere ? to : at - buffered;
        givenBefore += at - next; // the parser counts what it has been given, not what it has read
        at = next;
        return isThere;
    }

    /** Index of the first byte of the current token. */
    int tokenStart() {
        long offset =
                parser.currentToken() == JsonToken.FIELD_NAME
                        ? parser.currentTokenLocation().getByteOffset()
                        : parser.getTokenCharacterOffset() - 1;
        return from + inText(offset);
    }

    /** Where in this text an offset lies that counts from the first one's begin. */
    int inText(long offset) {
        return (int) (offset - givenBefore);
    }

    /**
     * @param whole whether it has come to the end of an object or array, with nothing behind it
     */
    void rest(boolean whole) {
        boolean kept = whole && at == to && to - from <= MOST_BYTES;
        if (kept && givenBefore < MOST_READ_BYTES && RESTING_COUNT.get() < MOST_RESTING) {
            bytes = new byte[0];
            givenBefore += at - from;
            from = 0;
            at = 0;
            to = 0;
            RESTING_COUNT.incrementAndGet();
            RESTING.add(this);
        } else {
            end();
        }
    }

    @Override
    public int read() {
        return at < to ? bytes[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (at == to) {
            return -1;
        }
        int count = Math.min(length, to - at);
        System.arraycopy(bytes, at, into, offset, count);
        at += count;
        return count;
    }

    private void end() {
        try {
            parser.close();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to close", e);
        }
    }
}
