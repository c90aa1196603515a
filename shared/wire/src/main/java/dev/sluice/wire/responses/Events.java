package dev.sluice.wire.responses;

import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.sse.SseWriter;
import java.io.IOException;
import java.io.OutputStream;

/** Writes the events of one response, numbered from 0. For one thread at a time. */
final class Events {
    private final JsonOut data = new JsonOut(1 << 10);
    private long sequenceNumber;
    private OutputStream out;

    /**
     * @param out where they go until {@link #to} says otherwise
     */
    Events(OutputStream out) {
        this.out = out;
    }

    /** None are wanted. */
    static Events unheard() {
        return new Events(OutputStream.nullOutputStream());
    }

    void to(OutputStream other) {
        out = other;
    }

    /** Goes on behind events that others wrote. */
    void goOnFrom(long number) {
        sequenceNumber = number;
    }

    boolean hasBegun() {
        return sequenceNumber > 0;
    }

    /** One event: its type and number, and then what is given, members without their braces. */
    void write(String type, JsonOut members) throws IOException {
        data.clear();
        data.raw("{\"type\":\"").raw(type).raw("\",\"sequence_number\":").number(sequenceNumber++);
        data.raw(",").raw(members).raw("}");
        SseWriter.name(out, type);
        SseWriter.begin(out);
        data.writeTo(out);
        SseWriter.end(out);
    }
}
