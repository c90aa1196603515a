package dev.sluice.webchat.chat;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.webchat.own.Optimization;
import dev.sluice.webchat.own.ProviderEntry;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /chat}, read in one pass: what the gateway has to know, and where the
 * messages lie. Fields of features that it does not have are passed over.
 */
final class WebChat {
    /** Given by the UI, or accepted from it, and passed on as they are. */
    private static final Set<String> PASSED_ON =
            Set.of(
                    "temperature",
                    "max_tokens",
                    "top_p",
                    "frequency_penalty",
                    "presence_penalty",
                    "stop",
                    "seed");

    private final byte[] body;
    private final Map<String, String> passedOn = new LinkedHashMap<>();
    private List<ProviderEntry> providers = List.of();
    private @Nullable String model;
    private Optimization optimization = Optimization.BALANCED;
    private String language = "";
    private String place = "";
    private boolean hasTools;
    private int fields;
    private int messagesStart = -1;
    private int messagesEnd;
    private int messageCount;
    private boolean onlyTest;

    private WebChat(byte[] body) {
        this.body = body;
    }

    /** Throws where the body is no JSON object. */
    static WebChat read(byte[] body) throws MalformedJson {
        WebChat chat = new WebChat(body);
        try (JsonCursor cursor = new JsonCursor(body, 0, body.length)) {
            if (cursor.next() != JsonToken.START_OBJECT) {
                throw new MalformedJson("it is not an object", 0);
            }
            while (cursor.next() != JsonToken.END_OBJECT) {
                chat.fields++;
                chat.member(cursor);
            }
            cursor.finish();
        }
        return chat;
    }

    /** Throws what the UI is told where there is nothing to answer. */
    void requireMessages() throws Rejected {
        if (messageCount == 0) {
            throw new Rejected(
                    new Rejection.BadRequest(
                            "messages field is required and must be a non-empty array",
                            "messages",
                            null));
        }
    }

    /** Whether it is the UI's question at its start: is there any provider? */
    boolean isProbe() {
        return onlyTest && messageCount == 1 && fields <= 2;
    }

    Optional<String> model() {
        return Optional.ofNullable(model).filter(name -> !name.isBlank());
    }

    List<ProviderEntry> providers() {
        return providers;
    }

    Optimization optimization() {
        return optimization;
    }

    boolean hasTools() {
        return hasTools;
    }

    /** Two or three letters; empty if not given. */
    String language() {
        return language;
    }

    /** The user's place in words or degrees; empty if not given. */
    String place() {
        return place;
    }

    /** Names and JSON values that go to the provider as they came. */
    Map<String, String> passedOn() {
        return passedOn;
    }

    byte[] body() {
        return body;
    }

    int messagesStart() {
        return messagesStart;
    }

    int messagesEnd() {
        return messagesEnd;
    }

    private void member(JsonCursor cursor) throws MalformedJson {
        String name = cursor.name();
        cursor.next();
        switch (name) {
            case "messages" -> messages(cursor);
            case "providers" -> {
                if (cursor.at(JsonToken.START_ARRAY)) {
                    providers = ProviderEntry.list(cursor);
                }
            }
            case "model" -> model = cursor.at(JsonToken.VALUE_STRING) ? cursor.text() : null;
            case "optimization" -> optimization = Optimization.of(text(cursor));
            case "language" -> language = text(cursor).matches("[A-Za-z]{2,3}") ? text(cursor) : "";
            case "location" -> place = Place.read(cursor);
            case "tools" -> hasTools = cursor.at(JsonToken.START_ARRAY);
            default -> passOn(cursor, name);
        }
        cursor.skip();
    }

    private void passOn(JsonCursor cursor, String name) throws MalformedJson {
        if (PASSED_ON.contains(name) && !cursor.at(JsonToken.VALUE_NULL)) {
            int start = cursor.start();
            int end = cursor.skipToEnd();
            String json = new String(body, start, end - start, StandardCharsets.UTF_8);
            passedOn.put(name, json.replaceAll("[\\r\\n]", " ")); // it will be shown in one line
        }
    }

    private void messages(JsonCursor cursor) throws MalformedJson {
        if (!cursor.at(JsonToken.START_ARRAY)) {
            return;
        }
        messagesStart = cursor.start();
        messageCount = 0;
        while (cursor.next() != JsonToken.END_ARRAY) {
            messageCount++;
            if (messageCount == 1 && cursor.at(JsonToken.START_OBJECT)) {
                first(cursor);
            }
            cursor.skip();
        }
        messagesEnd = cursor.start() + 1;
    }

    private void first(JsonCursor cursor) throws MalformedJson {
        boolean isUser = false;
        boolean isTest = false;
        while (cursor.next() != JsonToken.END_OBJECT) {
            String name = cursor.name();
            cursor.next();
            isUser |= name.equals("role") && text(cursor).equals("user");
            isTest |= name.equals("content") && text(cursor).equals("test");
            cursor.skip();
        }
        onlyTest = isUser && isTest;
    }

    private static String text(JsonCursor cursor) throws MalformedJson {
        return cursor.at(JsonToken.VALUE_STRING) ? cursor.text() : "";
    }
}
