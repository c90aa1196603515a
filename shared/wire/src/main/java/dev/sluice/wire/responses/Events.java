package dev.sluice.wire.responses;

import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.sse.SseWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the events of one response, numbered from 0. For one thread at a time. */
final class Events {
    private static final byte[] END = "}\n\n".getBytes(StandardCharsets.US_ASCII);

    private final JsonOut begun = new JsonOut(128);
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
        begin(type).writeTo(out);
        members.writeTo(out);
        out.write(END);
    }

    /** One event of one member. */
    void write(String type, String name, JsonOut value) throws IOException {
        begin(type).raw("\"").raw(name).raw("\":").writeTo(out);
        value.writeTo(out);
        out.write(END);
    }

    /** Up to the comma behind its number. */
    private JsonOut begin(String type) {
        begun.clear();
        SseWriter.begin(begun, type).raw("{\"type\":\"").raw(type);
        return begun.raw("\",\"sequence_number\":").number(sequenceNumber++).raw(",");
    }
}
