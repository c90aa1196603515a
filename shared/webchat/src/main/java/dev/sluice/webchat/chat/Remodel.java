package dev.sluice.webchat.chat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.webchat.page.WebJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Turns the frontend's body into OpenAI's: of every message what OpenAI knows, no tools, and what
 * the server has to say at the end of the system message. Also makes the copy of the messages that
 * the frontend shows as the request, without the bulk of inlined files.
 */
final class Remodel {
    /** Stands for the model until the relay puts the one that serves in its place. */
    static final String SOME_MODEL = "auto";

    private static final int SHOWN_DATA_CHARS = 64;

    private final WebChat chat;

    Remodel(WebChat chat) {
        this.chat = chat;
    }

    /** The body of a chat completion, streamed. */
    byte[] request() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(chat.body().length + 512);
        try (JsonGenerator json = WebJson.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("model", SOME_MODEL);
            json.writeBooleanField("stream", true);
            for (var passed : chat.passedOn().entrySet()) {
                json.writeFieldName(passed.getKey());
                json.writeRawValue(passed.getValue());
            }
            json.writeFieldName("messages");
            messages(json, false);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("the body was read before", e);
        }
        return out.toByteArray();
    }

    /** The messages as they are sent, for eyes. */
    byte[] shownMessages() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
        try (JsonGenerator json = WebJson.FACTORY.createGenerator(out)) {
            messages(json, true);
        } catch (IOException e) {
            throw new UncheckedIOException("the body was read before", e);
        }
        return out.toByteArray();
    }

    private void messages(JsonGenerator json, boolean shown) throws IOException {
        String addition = addition();
        boolean systemFirst = !addition.isEmpty() && startsWithSystemText();
        int start = chat.messagesStart();
        json.writeStartArray();
        if (!addition.isEmpty() && !systemFirst) {
            json.writeStartObject();
            json.writeStringField("role", "system");
            json.writeStringField("content", addition.strip());
            json.writeEndObject();
        }
        try (JsonParser parser =
                WebJson.FACTORY.createParser(chat.body(), start, chat.messagesEnd() - start)) {
            parser.nextToken();
            boolean first = true;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() == JsonToken.START_OBJECT) {
                    message(parser, json, first && systemFirst ? addition : "", shown);
                } else {
                    json.copyCurrentStructure(parser); // refused where every request is checked
                }
                first = false;
            }
        }
        json.writeEndArray();
    }

    private static void message(
            JsonParser parser, JsonGenerator json, String addition, boolean shown)
            throws IOException {
        json.writeStartObject();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (!isKnown(name) || (value == JsonToken.VALUE_NULL && !name.equals("content"))) {
                parser.skipChildren();
                continue;
            }
            json.writeFieldName(name);
            if (name.equals("content") && value == JsonToken.VALUE_STRING && !addition.isEmpty()) {
                json.writeString(parser.getText() + addition);
            } else if (shown) {
                copyShort(parser, json);
            } else {
                json.copyCurrentStructure(parser);
            }
        }
        json.writeEndObject();
    }

    /** What OpenAI knows; the UI has notes of its own on earlier messages. */
    private static boolean isKnown(String name) {
        return switch (name) {
            case "role", "content", "name", "tool_calls", "tool_call_id" -> true;
            default -> false;
        };
    }

    private static void copyShort(JsonParser parser, JsonGenerator json) throws IOException {
        int depth = 0;
        do {
            JsonToken token = parser.currentToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token == JsonToken.VALUE_STRING) {
                json.writeString(shortened(parser.getText()));
            } else {
                json.copyCurrentEvent(parser);
            }
        } while (depth > 0 && parser.nextToken() != null);
    }

    private static String shortened(String text) {
        return text.length() > 2 * SHOWN_DATA_CHARS && text.startsWith("data:")
                ? text.substring(0, SHOWN_DATA_CHARS) + "… (" + text.length() + " characters)"
                : text;
    }

    private boolean startsWithSystemText() throws IOException {
        int start = chat.messagesStart();
        boolean system = false;
        boolean text = false;
        try (JsonParser parser =
                WebJson.FACTORY.createParser(chat.body(), start, chat.messagesEnd() - start)) {
            parser.nextToken();
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    boolean isText = parser.nextToken() == JsonToken.VALUE_STRING;
                    system |= name.equals("role") && isText && parser.getText().equals("system");
                    text |= name.equals("content") && isText;
                    parser.skipChildren();
                }
            }
        }
        return system && text;
    }

    /**
     * What the server tells the model. The UI's own prompt promises tools, so a model that gets
     * none must be told, or it writes calls as text.
     */
    private String addition() {
        StringBuilder addition = new StringBuilder();
        if (!chat.language().isEmpty()) {
            addition.append("\n\nAnswer in the language with the ISO 639 code \"")
                    .append(chat.language())
                    .append("\".");
        }
        if (!chat.place().isEmpty()) {
            addition.append("\n\nThe user's location: ").append(chat.place()).append('.');
        }
        if (chat.hasTools()) {
            addition.append(
                    "\n\n"
                            + "No tools are available in this conversation. Do not call or mention"
                            + " tools; answer from what you know.");
        }
        return addition.toString();
    }
}
