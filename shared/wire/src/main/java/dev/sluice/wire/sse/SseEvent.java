package dev.sluice.wire.sse;

import java.nio.charset.StandardCharsets;

/**
 * One event, as a view of the reader's buffer: {@code buffer[offset .. offset + length)} is the
 * data, several data lines joined with LF.
 *
 * <p>The view and its bytes are good until the next call of {@link SseReader#next}; whoever needs
 * them longer copies. The reader has done with the bytes of this event, so a consumer on the same
 * thread may overwrite them.
 */
public final class SseEvent {
    private byte[] buffer;
    private String name = "";
    private String lastEventId = "";
    private boolean hasData;
    private boolean complete;
    private int start;
    private int end;
    private int dataLines;

    SseEvent(byte[] buffer) {
        this.buffer = buffer;
    }

    /** An event over bytes that did not come from a reader. */
    public static SseEvent of(String name, byte[] data) {
        SseEvent event = new SseEvent(data);
        event.nameIs(name);
        event.addLine(0, data.length);
        event.complete("", true);
        for (byte b : data) {
            event.dataLines += b == '\n' ? 1 : 0;
        }
        return event;
    }

    public byte[] buffer() {
        return buffer;
    }

    public int offset() {
        return start;
    }

    public int length() {
        return end - start;
    }

    /** The event's type; {@code message} when the stream does not name it. */
    public String name() {
        return name.isEmpty() ? "message" : name;
    }

    /**
     * The last id that the stream has given, with this event or before it; empty when it gave none.
     */
    public String lastEventId() {
        return lastEventId;
    }

    /** How many data lines were joined; from two on the data has LF in it. */
    public int dataLines() {
        return dataLines;
    }

    /**
     * False when the stream ended before the blank line that closes an event: the data may be cut.
     */
    public boolean complete() {
        return complete;
    }

    /** The data as text: a copy. */
    public String dataText() {
        return new String(buffer, start, end - start, StandardCharsets.UTF_8);
    }

    void reset() {
        name = "";
        hasData = false;
        dataLines = 0;
        start = 0;
        end = 0;
    }

    boolean hasData() {
        return hasData;
    }

    boolean started() {
        return hasData || !name.isEmpty();
    }

    void nameIs(String value) {
        name = value;
    }

    /**
     * Appends a data line that lies in the buffer behind the ones before it; moves it left to join
     * them in place.
     */
    void addLine(int from, int to) {
        if (!hasData) {
            hasData = true;
            start = from;
            end = to;
        } else {
            buffer[end] = '\n';
            System.arraycopy(buffer, from, buffer, end + 1, to - from);
            end += 1 + to - from;
        }
        dataLines++;
    }

    void movedTo(byte[] newBuffer, int leftShift) {
        buffer = newBuffer;
        if (hasData) {
            start -= leftShift;
            end -= leftShift;
        }
    }

    void complete(String id, boolean closed) {
        lastEventId = id;
        complete = closed;
    }
}
