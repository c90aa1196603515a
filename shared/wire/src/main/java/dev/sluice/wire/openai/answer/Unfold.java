package dev.sluice.wire.openai.answer;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.sse.SseEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the events of a stream of a whole answer: for each choice what it says and then how it
 * ended, then the usage, then {@code [DONE]}. What is in the answer besides goes into the first
 * chunk, byte for byte.
 */
public final class Unfold {
    private static final String DONE = "[DONE]";

    private final byte[] bytes;
    private final StringBuilder head = new StringBuilder();
    private final StringBuilder more = new StringBuilder();
    private final List<String> choices = new ArrayList<>();
    private String object = "\"chat.completion.chunk\"";
    private String usage = "";

    private Unfold(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Of a body that is a completion. */
    public static List<SseEvent> events(byte[] body) {
        Unfold unfold = new Unfold(body);
        try (JsonCursor cursor = new JsonCursor(body, 0, body.length)) {
            cursor.next();
            while (cursor.next() == JsonToken.FIELD_NAME) {
                unfold.member(cursor);
            }
        } catch (MalformedJson e) {
            throw new IllegalStateException("the answer was read before", e);
        }
        return unfold.events();
    }

    private void member(JsonCursor cursor) throws MalformedJson {
        int nameStart = cursor.start();
        String name = cursor.name();
        cursor.promised();
        int start = cursor.start();
        if (name.equals("choices") && cursor.at(JsonToken.START_ARRAY)) {
            choices(cursor);
            return;
        }
        int end = cursor.skipToEnd();
        switch (name) {
            case "object" -> {
                String given = raw(start, end);
                object = given.equals("\"chat.completion\"") ? object : given;
            }
            case "usage" -> usage = raw(start, end);
            case "id", "created", "model", "system_fingerprint" ->
                    head.append(raw(nameStart, end)).append(',');
            default -> more.append(raw(nameStart, end)).append(',');
        }
    }

    private void choices(JsonCursor cursor) throws MalformedJson {
        while (cursor.promised() != JsonToken.END_ARRAY) {
            if (cursor.at(JsonToken.START_OBJECT)) {
                choice(cursor, choices.size());
            } else {
                cursor.skip();
            }
        }
    }

    /** A chat's choice becomes two: the message as a delta, and the end; any other stays one. */
    private void choice(JsonCursor cursor, int position) throws MalformedJson {
        int choiceStart = cursor.start();
        StringBuilder rest = new StringBuilder();
        String index = Integer.toString(position);
        String finish = "null";
        String delta = "";
        while (cursor.next() != JsonToken.END_OBJECT) {
            int nameStart = cursor.start();
            String name = cursor.name();
            cursor.promised();
            int start = cursor.start();
            if (name.equals("message") && cursor.at(JsonToken.START_OBJECT)) {
                delta = MessageDelta.of(cursor, bytes);
                continue;
            }
            int end = cursor.skipToEnd();
            switch (name) {
                case "index" -> index = raw(start, end);
                case "finish_reason" -> finish = raw(start, end);
                default -> rest.append(',').append(raw(nameStart, end));
            }
        }
        if (delta.isEmpty()) {
            choices.add(raw(choiceStart, cursor.end(cursor.start())));
            return;
        }
        String begin = "{\"index\":" + index + ",\"delta\":";
        choices.add(begin + delta + rest + ",\"finish_reason\":null}");
        choices.add(begin + "{},\"finish_reason\":" + finish + "}");
    }

    private List<SseEvent> events() {
        List<SseEvent> events = new ArrayList<>();
        for (String choice : choices) {
            events.add(event(choice, more.toString()));
            more.setLength(0);
        }
        if (!usage.isEmpty()) {
            events.add(event("", "\"usage\":" + usage + ","));
        }
        events.add(SseEvent.of("", DONE.getBytes(StandardCharsets.US_ASCII)));
        return events;
    }

    private SseEvent event(String choice, String members) {
        String chunk =
                "{"
                        + head
                        + "\"object\":"
                        + object
                        + ","
                        + members
                        + "\"choices\":["
                        + choice
                        + "]}";
        return SseEvent.of("", chunk.getBytes(StandardCharsets.UTF_8));
    }

    private String raw(int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }
}
