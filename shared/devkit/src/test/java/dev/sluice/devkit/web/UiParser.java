package dev.sluice.devkit.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The frontend's parser of event streams, rule for rule, and stricter: what it would pass over in
 * silence (a frame without a name, bad JSON, a second data line) fails here.
 *
 * <p>Frames are split at LF LF; in a frame {@code event:} and {@code data:} lines count, comments
 * do not; the last data line wins.
 */
final class UiParser {
    /** One event with its data. */
    record Event(String name, Map<String, Object> data) {
        String text(String field) {
            assertThat(data.get(field))
                    .as(name + "." + field + " of " + data)
                    .isInstanceOf(String.class);
            return String.valueOf(data.get(field));
        }

        double number(String field) {
            assertThat(data.get(field))
                    .as(name + "." + field + " of " + data)
                    .isInstanceOf(Number.class);
            return Double.parseDouble(String.valueOf(data.get(field)));
        }

        Map<?, ?> object(String field) {
            assertThat(data.get(field))
                    .as(name + "." + field + " of " + data)
                    .isInstanceOf(Map.class);
            return (Map<?, ?>) data.get(field);
        }

        List<?> list(String field) {
            assertThat(data.get(field))
                    .as(name + "." + field + " of " + data)
                    .isInstanceOf(List.class);
            return (List<?>) data.get(field);
        }
    }

    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final StringBuilder buffer = new StringBuilder();
    private ByteBuffer rest = ByteBuffer.allocate(0);

    /** Takes what one read of the body gave; returns the events that are whole now. */
    List<Event> feed(byte[] bytes) {
        ByteBuffer in =
                ByteBuffer.allocate(rest.remaining() + bytes.length).put(rest).put(bytes).flip();
        CharBuffer chars = CharBuffer.allocate(in.remaining() + 1);
        var result = decoder.decode(in, chars, false);
        try {
            if (result.isError()) {
                result.throwException();
            }
        } catch (CharacterCodingException e) {
            throw new AssertionError("the stream is not UTF-8", e);
        }
        rest = ByteBuffer.wrap(java.util.Arrays.copyOfRange(in.array(), in.position(), in.limit()));
        buffer.append(chars.flip());
        List<Event> events = new ArrayList<>();
        for (int end = buffer.indexOf("\n\n"); end >= 0; end = buffer.indexOf("\n\n")) {
            frame(buffer.substring(0, end), events);
            buffer.delete(0, end + 2);
        }
        return events;
    }

    /** The stream has closed: nothing may be left, for the frontend would lose it. */
    void end() {
        assertThat(rest.remaining()).as("half a character at the end").isZero();
        assertThat(buffer.toString()).as("a frame without its blank line").isEmpty();
    }

    private static void frame(String frame, List<Event> events) {
        assertThat(frame).as("LF only").doesNotContain("\r");
        String name = "";
        String data = "";
        for (String line : frame.split("\n")) {
            if (line.startsWith(":")) {
                continue;
            }
            if (line.startsWith("event:")) {
                assertThat(name).as("one name: " + frame).isEmpty();
                name = line.substring("event:".length()).strip();
            } else if (line.startsWith("data:")) {
                assertThat(data).as("one data line: " + frame).isEmpty();
                data = line.substring("data:".length()).strip();
            } else {
                throw new AssertionError("a line that means nothing: " + line);
            }
        }
        if (name.isEmpty() && data.isEmpty()) {
            return; // a comment
        }
        assertThat(name).as("a frame without a name is lost: " + frame).isNotEmpty();
        events.add(new Event(name, json(data)));
    }

    private static Map<String, Object> json(String data) {
        try {
            return JSON.std.mapFrom(data);
        } catch (IOException e) {
            throw new AssertionError("data is not one line of JSON: " + data, e);
        }
    }
}
