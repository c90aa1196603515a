package dev.sluice.wire.openai.request;

import dev.sluice.wire.json.JsonOut;
import org.jspecify.annotations.Nullable;

/**
 * A chat's messages while another language is translated to them. Templates of many open models
 * (Qwen's since 3.5) refuse a system's message that is not the first one, so what a system says at
 * the beginning is one message, and what it says later is a reminder in the user's turn beside it,
 * as agents write them. Nothing comes between calls and what their tools gave. For one request.
 */
public final class Dialogue {
    public static final String REMINDER = "<system-reminder>";
    public static final String REMINDER_END = "</system-reminder>";

    private static final String BETWEEN_TEXTS = "\\n\\n";

    private final JsonOut system = new JsonOut(256);
    private final JsonOut messages;
    private final JsonOut reminders = new JsonOut(64);
    private @Nullable JsonOut reminded;
    private boolean isUsersTurn;

    public Dialogue(int expectedBytes) {
        this.messages = new JsonOut(expectedBytes);
    }

    /**
     * What a system says.
     *
     * @param text the inside of a string
     */
    public void system(JsonOut text) {
        if (text.isEmpty()) {
            return;
        }
        if (messages.isEmpty()) {
            between(system).raw(text);
            return;
        }
        between(reminders).raw(REMINDER + "\\n").raw(text).raw("\\n" + REMINDER_END);
        if (isUsersTurn) {
            addToLast();
        }
    }

    /** Begins a user's message: its content is to follow, and {@link #userEnds}. */
    public JsonOut user() {
        if (reminders.isEmpty()) {
            return begin("user");
        }
        reminded = new JsonOut(256);
        return reminded;
    }

    public void userEnds() {
        if (reminded != null) {
            begin("user");
            join(reminded);
            reminded = null;
            reminders.clear();
        }
        messages.raw("}");
        isUsersTurn = true;
    }

    /** Begins an assistant's message: its content is to follow, and {@link #end}. */
    public JsonOut assistant() {
        return begin("assistant");
    }

    /** Begins what a tool gave: the value of its call's id is to follow, and {@link #end}. */
    public JsonOut tool() {
        isUsersTurn = false;
        return messages.item().raw("{\"role\":\"tool\",\"tool_call_id\":");
    }

    public void end() {
        messages.raw("}");
    }

    /** An assistant's turn begins, or all has been said: reminders wait for no other user's. */
    public void turnOfAssistant() {
        isUsersTurn = false;
        if (!reminders.isEmpty()) {
            begin("user").raw("\"").raw(reminders).raw("\"}");
            reminders.clear();
        }
    }

    /** The member {@code messages} of a chat. */
    public void write(JsonOut chat) {
        turnOfAssistant();
        chat.name("messages").raw("[");
        if (!system.isEmpty()) {
            chat.raw("{\"role\":\"system\",\"content\":\"").raw(system).raw("\"}");
        }
        if (!messages.isEmpty()) {
            chat.item().raw(messages);
        }
        chat.raw("]");
    }

    private JsonOut begin(String role) {
        isUsersTurn = false;
        return messages.item().raw("{\"role\":\"").raw(role).raw("\",\"content\":");
    }

    /** One text stays one, which every model takes; among parts they are a part. */
    private void join(JsonOut content) {
        if (content.endsWith('"')) {
            messages.raw("\"").raw(reminders).raw(BETWEEN_TEXTS).raw(content, 1);
        } else {
            part(messages.raw("[")).raw(",").raw(content, 1);
        }
    }

    private void addToLast() {
        messages.withoutLast(); // the object's end
        boolean isText = messages.endsWith('"');
        messages.withoutLast();
        if (isText) {
            messages.raw(BETWEEN_TEXTS).raw(reminders).raw("\"}");
        } else {
            part(messages.item()).raw("]}");
        }
        reminders.clear();
    }

    private JsonOut part(JsonOut out) {
        return out.raw("{\"type\":\"text\",\"text\":\"").raw(reminders).raw("\"}");
    }

    private static JsonOut between(JsonOut texts) {
        return texts.isEmpty() ? texts : texts.raw(BETWEEN_TEXTS);
    }
}
