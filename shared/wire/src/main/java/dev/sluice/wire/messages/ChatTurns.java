package dev.sluice.wire.messages;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.openai.request.Dialogue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A chat's messages as system text and turns. What tools gave is the begin of a user's turn, with
 * what the user says next behind it. A system that speaks later does so in the user's turn, as a
 * reminder: most models take no system there, and those that do only at some places. What the model
 * thought in earlier turns is left out: without its signature nobody takes it. For one request.
 */
final class ChatTurns {
    private final JsonOut system = new JsonOut(256);
    private final JsonOut turns;
    private final JsonOut results = new JsonOut(256);
    private final JsonOut said = new JsonOut(256);
    private final TakenIds ids = new TakenIds();
    private final Breakpoints breakpoints;

    ChatTurns(int expectedBytes, Breakpoints breakpoints) {
        this.turns = new JsonOut(expectedBytes);
        this.breakpoints = breakpoints;
    }

    void add(JsonView messages) throws BadRequest, MalformedJson {
        List<JsonView> given = messages.items();
        for (int i = 0; i < given.size(); i++) {
            message(given.get(i).members(), "messages[" + i + "]");
        }
        userEnds();
    }

    /** The members {@code system} and {@code messages}, of which there must be one. */
    void write(JsonOut json) {
        if (turns.isEmpty() && !system.isEmpty()) {
            turn("user", system);
        } else if (!system.isEmpty()) {
            json.name("system").raw("[").raw(system).raw("]");
        }
        json.name("messages").raw("[").raw(turns).raw("]");
    }

    private void message(Map<String, JsonView> message, String param)
            throws BadRequest, MalformedJson {
        String role = Members.wordOr(message, "role", "");
        JsonOut content = new JsonOut(256);
        boolean isResult = role.equals("tool");
        Breakpoints inContent = isResult ? Breakpoints.within() : breakpoints;
        ChatParts.write(content, message.get("content"), param + ".content", inContent);
        JsonView hint = Breakpoints.in(message);
        switch (role) {
            case "system", "developer" -> {
                breakpoints.endMessage(content, hint);
                system(content);
            }
            case "user" -> {
                breakpoints.endMessage(content, hint);
                user(content);
            }
            case "assistant" -> assistant(message, content, param);
            case "tool" -> {
                result(message, content, param);
                breakpoints.end(results, hint == null ? inContent.last() : hint);
            }
            default -> throw ChatAsMessages.unsupported(param + ".role", "the role '" + role + "'");
        }
    }

    private void system(JsonOut content) {
        if (content.isEmpty()) {
            return;
        }
        if (turns.isEmpty() && results.isEmpty() && said.isEmpty()) {
            system.item().raw(content);
            return;
        }
        tag(Dialogue.REMINDER);
        said.item().raw(content);
        tag(Dialogue.REMINDER_END);
    }

    private void tag(String tag) {
        said.item().raw("{\"type\":\"text\",\"text\":").text(tag).raw("}");
    }

    private void user(JsonOut content) {
        if (!content.isEmpty()) {
            said.item().raw(content);
        }
    }

    private void userEnds() {
        if (!said.isEmpty()) {
            results.item().raw(said);
            said.clear();
        }
        if (!results.isEmpty()) {
            turn("user", results);
            results.clear();
        }
    }

    private void turn(String role, JsonOut content) {
        turns.item().raw("{\"role\":\"").raw(role).raw("\",\"content\":[");
        turns.raw(content).raw("]}");
    }

    private void result(Map<String, JsonView> message, JsonOut content, String param)
            throws BadRequest, MalformedJson {
        results.item().raw("{\"type\":\"tool_result\",\"tool_use_id\":");
        results.text(ids.ofResult(Wrong.word(message, "tool_call_id", param)));
        if (!content.isEmpty()) {
            results.raw(",\"content\":[").raw(content).raw("]");
        }
    }

    private void assistant(Map<String, JsonView> message, JsonOut content, String param)
            throws BadRequest, MalformedJson {
        userEnds();
        JsonView refusal = Members.given(message, "refusal");
        if (refusal != null && content.isEmpty()) {
            ChatParts.write(content, refusal, param + ".refusal", breakpoints);
        }
        JsonView calls = Members.given(message, "tool_calls");
        List<JsonView> all = calls == null ? List.of() : calls.items();
        for (int i = 0; i < all.size(); i++) {
            call(content, all.get(i).members(), param + ".tool_calls[" + i + "]");
        }
        if (!content.isEmpty()) {
            breakpoints.endMessage(content, Breakpoints.in(message));
            turn("assistant", content);
        }
    }

    private void call(JsonOut content, Map<String, JsonView> call, String param)
            throws BadRequest, MalformedJson {
        JsonView function = Wrong.required(call, "function", param);
        Map<String, JsonView> members = Wrong.members(function, param + ".function");
        content.item().raw("{\"type\":\"tool_use\",\"id\":");
        content.text(ids.ofCall(Wrong.word(call, "id", param)));
        content.name("name").raw(Wrong.text(members, "name", param + ".function"));
        content.name("input");
        input(content, Members.wordOr(members, "arguments", ""));
        breakpoints.end(content, Breakpoints.in(call));
    }

    /** An object in any case; what a model wrote amiss is told as it is. */
    private static void input(JsonOut content, String arguments) {
        JsonView object = object(arguments);
        if (object != null) {
            content.raw(object);
        } else if (arguments.isBlank()) {
            content.raw("{}");
        } else {
            content.raw("{\"arguments\":").text(arguments).raw("}");
        }
    }

    private static @Nullable JsonView object(String arguments) {
        try {
            JsonView view = JsonView.of(arguments.getBytes(StandardCharsets.UTF_8));
            return view.isObject() ? view : null;
        } catch (MalformedJson e) {
            return null;
        }
    }
}
