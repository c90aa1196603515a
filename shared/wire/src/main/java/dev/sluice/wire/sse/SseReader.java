package dev.sluice.wire.sse;

import dev.sluice.wire.room.Growth;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events from bytes by the rules of WHATWG HTML §9.2.6, however the bytes are
 * cut.
 *
 * <p>An event whose bytes have arrived is returned without another read. In the common case (one
 * data line) nothing is copied and nothing decoded: the event is a view of the read buffer.
 * Comments are counted, not returned. The buffer grows only as an event needs it, and is small
 * again behind a large one.
 *
 * <p>One deviation: the standard drops an event that the end of the stream leaves open. Real
 * providers end without the last blank line, so such an event is returned, with {@link
 * SseEvent#complete} false; its data may be cut.
 *
 * <p>For one thread. Closing the stream is the caller's affair.
 */
public final class SseReader {
    /**
     * The longest block between two blank lines that a reader holds unless it is told otherwise: 16
     * MiB, for there are pictures in deltas.
     */
    public static final int MAX_EVENT_BYTES = 16 << 20;

    private static final int INITIAL_BUFFER_BYTES = 512;
    private static final byte[] NOTHING = {};
    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ID = "id".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RETRY = "retry".getBytes(StandardCharsets.US_ASCII);

    private final InputStream in;
    private final int maxEventBytes;
    private final Runnable onComment;
    private final Growth room;
    private final SseEvent event;
    private byte[] buffer = new byte[INITIAL_BUFFER_BYTES];

    /** First byte that the event under construction still needs. */
    private int blockStart;

    private int lineStart;
    private int scanned;
    private int limit;
    private boolean lastWasCr;
    private boolean firstLine = true;
    private String lastEventId = "";
    private @Nullable Long retryMillis;
    private long comments;

    public SseReader(InputStream in) {
        this(in, MAX_EVENT_BYTES, () -> {});
    }

    /**
     * @param onComment called for each comment line, while {@link #next} waits for an event
     */
    public SseReader(InputStream in, int maxEventBytes, Runnable onComment) {
        this(NOTHING, 0, 0, in, maxEventBytes, onComment, Growth.FREE);
    }

    /**
     * @param room for events that are large
     */
    public SseReader(InputStream in, Runnable onComment, Growth room) {
        this(NOTHING, 0, 0, in, MAX_EVENT_BYTES, onComment, room);
    }

    /**
     * The events of bytes of which some were read already: {@code begun[from, to)}, {@value
     * #INITIAL_BUFFER_BYTES} at most.
     */
    public SseReader(
            byte[] begun,
            int from,
            int to,
            InputStream in,
            int maxEventBytes,
            Runnable onComment,
            Growth room) {
        if (maxEventBytes < 1) {
            throw new IllegalArgumentException("event limit must be positive: " + maxEventBytes);
        }
        System.arraycopy(begun, from, buffer, 0, to - from);
        this.limit = to - from;
        this.in = in;
        this.maxEventBytes = maxEventBytes;
        this.onComment = onComment;
        this.room = room;
        this.event = new SseEvent(buffer);
    }

    /**
     * The next event, or null at the end of the stream. The same object every time: its content is
     * good until the next call.
     *
     * @throws EventTooLarge when the bytes between two blank lines exceed the limit
     */
    public @Nullable SseEvent next() throws IOException {
        event.reset();
        blockStart = lineStart;
        while (true) {
            int lineEnd = findLineEnd();
            if (lineEnd >= 0) {
                if (takeLine(lineEnd)) {
                    event.complete(lastEventId, true);
                    return event;
                }
            } else if (!fill()) {
                return unclosedEvent();
            }
        }
    }

    /** How many comment lines have been read so far: a sign of life, not of progress. */
    public long comments() {
        return comments;
    }

    /** The reconnection time that the stream asked for last, if any. */
    public @Nullable Long retryMillis() {
        return retryMillis;
    }

    /**
     * Index of the next CR or LF, or -1. A LF behind a CR belongs to it, even when it comes in a
     * later read.
     */
    private int findLineEnd() {
        if (lastWasCr && scanned < limit) {
            lastWasCr = false;
            if (buffer[scanned] == '\n') {
                boolean idle = blockStart == lineStart;
                lineStart = ++scanned;
                blockStart = idle ? lineStart : blockStart;
            }
        }
        byte[] bytes = buffer;
        int end = limit;
        for (int i = scanned; i < end; i++) {
            byte b = bytes[i];
            if (b == '\n' || b == '\r') {
                scanned = i;
                return i;
            }
        }
        scanned = end;
        return -1;
    }

    /**
     * Interprets the line that ends at {@code lineEnd}; true when it closed an event that has data.
     */
    private boolean takeLine(int lineEnd) throws EventTooLarge {
        checkSize(lineEnd);
        int from = skipBom(lineEnd);
        lastWasCr = buffer[lineEnd] == '\r';
        lineStart = scanned = lineEnd + 1;
        if (from < lineEnd) {
            field(from, lineEnd);
        } else if (event.hasData()) {
            return true;
        } else {
            event.reset();
        }
        if (!event.started()) {
            blockStart = lineStart;
        }
        return false;
    }

    private int skipBom(int lineEnd) {
        boolean bom =
                firstLine
                        && Arrays.equals(
                                buffer, lineStart, Math.min(lineStart + 3, lineEnd), BOM, 0, 3);
        firstLine = false;
        return bom ? lineStart + 3 : lineStart;
    }

    private void field(int from, int to) {
        if (buffer[from] == ':') {
            comments++;
            onComment.run();
            return;
        }
        int colon = from;
        while (colon < to && buffer[colon] != ':') {
            colon++;
        }
        int value = Math.min(colon + 1, to);
        if (value < to && buffer[value] == ' ') {
            value++;
        }
        if (is(DATA, from, colon)) {
            event.addLine(value, to);
        } else if (is(EVENT, from, colon)) {
            event.nameIs(text(value, to));
        } else if (is(ID, from, colon)) {
            idField(text(value, to));
        } else if (is(RETRY, from, colon)) {
            retryField(text(value, to));
        }
    }

    private void idField(String id) {
        if (id.indexOf('\0') < 0) {
            lastEventId = id;
        }
    }

    private void retryField(String value) {
        boolean digits = !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
        if (digits && value.length() <= 18) {
            retryMillis = Long.parseLong(value);
        }
    }

    private boolean is(byte[] field, int from, int to) {
        return Arrays.equals(buffer, from, to, field, 0, field.length);
    }

    private String text(int from, int to) {
        return new String(buffer, from, to - from, StandardCharsets.UTF_8);
    }

    /** Reads once; false at the end of the stream. */
    private boolean fill() throws IOException {
        checkSize(limit);
        if (blockStart == limit) {
            moveTo(buffer.length > Growth.FREE_BYTES ? resized(INITIAL_BUFFER_BYTES) : buffer);
        } else if (limit == buffer.length) {
            moveTo(blockStart > 0 ? buffer : resized(grownBytes()));
        }
        int count = in.read(buffer, limit, buffer.length - limit);
        limit += Math.max(count, 0);
        return count >= 0;
    }

    /** A large one is held for no longer than its event. */
    private byte[] resized(int bytes) throws IOException {
        room.resize(buffer.length, bytes);
        return new byte[bytes];
    }

    /** Twice as much, and no more than the longest event and a little behind it need. */
    private int grownBytes() {
        long mostBytes = (long) maxEventBytes + INITIAL_BUFFER_BYTES;
        return (int) Math.min(buffer.length * 2L, mostBytes);
    }

    private void moveTo(byte[] target) {
        int shift = blockStart;
        System.arraycopy(buffer, shift, target, 0, limit - shift);
        buffer = target;
        event.movedTo(target, shift);
        blockStart = 0;
        lineStart -= shift;
        scanned -= shift;
        limit -= shift;
    }

    private @Nullable SseEvent unclosedEvent() {
        int from = skipBom(limit);
        boolean lineHasColon = false;
        for (int i = from; i < limit; i++) {
            lineHasColon |= buffer[i] == ':';
        }
        if (lineHasColon) {
            field(from, limit);
        }
        lineStart = scanned = limit;
        event.complete(lastEventId, false);
        return event.hasData() ? event : null;
    }

    /**
     * The size of an event is that of its block up to the end of the last line with anything on it.
     */
    private void checkSize(int lineEnd) throws EventTooLarge {
        int eventBytes = lineEnd - blockStart;
        if (eventBytes > maxEventBytes && lineEnd > lineStart) {
            throw new EventTooLarge(eventBytes, maxEventBytes);
        }
    }
}
