package dev.sluice.wire.responses;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.openai.request.Dialogue;
import dev.sluice.wire.openai.request.Thoughts;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The items of an input as a chat's messages. Calls that are neighbours are one message of the
 * assistant, with the text before them; what tools gave follows, and pictures among it in a user's
 * message behind; what a system says stands where a {@link Dialogue} has it. What the model thought
 * in earlier turns is left out, but where it wants that back; what is encrypted is of another
 * provider. For one request.
 */
final class Conversation {
    private final ToolNames names;
    private final Dialogue dialogue;
    private final JsonOut text = new JsonOut(256);
    private final JsonOut calls = new JsonOut(256);
    private final JsonOut pictures = new JsonOut(64);
    private final JsonOut thought = new JsonOut(64);
    private final Thoughts thoughts;
    private boolean haveThoughts;
    private boolean haveAnswers;
    private boolean speaks;
    private boolean isEmpty = true;

    /**
     * @param thoughts what becomes of those of earlier turns
     */
    Conversation(ToolNames names, int expectedBytes, Thoughts thoughts) {
        this.names = names;
        this.dialogue = new Dialogue(expectedBytes);
        this.thoughts = thoughts;
    }

    /** Whether the model thought aloud in any of them. */
    boolean haveThoughts() {
        return haveThoughts;
    }

    /** Whether the model has said something in any of them. */
    boolean haveAnswers() {
        return haveAnswers;
    }

    /** What stands before everything else. */
    void instructions(JsonView instructions) throws BadRequest {
        if (!instructions.isText()) {
            throw Wrong.type("instructions", "a string");
        }
        dialogue.system(new JsonOut(256).inside(instructions));
    }

    void input(JsonView input) throws BadRequest, MalformedJson {
        if (input.isText()) {
            dialogue.user().raw(input);
            dialogue.userEnds();
            isEmpty = false;
            return;
        }
        if (!input.isArray()) {
            throw Wrong.type("input", "a string or an array of items");
        }
        List<JsonView> items = input.items();
        for (int i = 0; i < items.size(); i++) {
            isEmpty = false;
            String param = "input[" + i + "]";
            item(Wrong.members(items.get(i), param), param);
        }
        assistantEnds();
        toolsEnd();
    }

    /** The member {@code messages} of a chat. */
    void write(JsonOut chat) throws BadRequest {
        if (isEmpty) {
            throw new BadRequest("Invalid 'input': it is empty.", "input", "empty_array");
        }
        dialogue.write(chat);
    }

    private void item(Map<String, JsonView> item, String param) throws BadRequest, MalformedJson {
        String type = Members.wordOr(item, "type", "message");
        switch (type) {
            case "message" -> message(item, param);
            case "function_call" -> call(item, "arguments", param);
            case "custom_tool_call" -> call(item, Tools.INPUT, param);
            case "function_call_output", "custom_tool_call_output" -> result(item, param);
            case "reasoning" -> thought(item);
            case Stored.REFERENCE -> throw Stored.refused(param);
            case "additional_tools" ->
                    throw Wrong.unsupported(
                            param + ".type",
                            "Items of type 'additional_tools' are not supported: they come from"
                                    + " clients that know the model's name as OpenAI's. Use another"
                                    + " model name, such as the provider's own id or an alias of"
                                    + " this gateway.");
            default ->
                    throw Wrong.unsupported(
                            param + ".type",
                            "Items of type '"
                                    + type
                                    + "' are not supported: the model behind this gateway speaks"
                                    + " chat completions, and the gateway keeps no state.");
        }
    }

    private void message(Map<String, JsonView> item, String param)
            throws BadRequest, MalformedJson {
        String role = Wrong.word(item, "role", param);
        JsonView content = item.get("content");
        if (content == null) {
            throw BadRequest.missing(param + ".content");
        }
        String at = param + ".content";
        switch (role) {
            case "assistant" -> assistant(content, at);
            case "user" -> {
                next();
                thought.clear();
                ItemContent.ofUser(dialogue.user(), content, at);
                dialogue.userEnds();
            }
            case "system", "developer" -> system(content, at);
            default ->
                    throw new BadRequest(
                            "Invalid value for '"
                                    + param
                                    + ".role'. Supported values are: 'assistant', 'system',"
                                    + " 'developer' and 'user'.",
                            param + ".role",
                            "invalid_value");
        }
    }

    /** Among calls it waits for their results. */
    private void system(JsonView content, String param) throws BadRequest, MalformedJson {
        if (calls.isEmpty()) {
            next();
        }
        JsonOut said = new JsonOut(256);
        ItemContent.joined(said, content, "\\n", null, param);
        dialogue.system(said);
    }

    /** In full, else in short. */
    private void thought(Map<String, JsonView> item) throws MalformedJson {
        if (!thought(item.get("content"))) {
            thought(item.get("summary"));
        }
    }

    private boolean thought(@Nullable JsonView parts) throws MalformedJson {
        boolean found = false;
        for (JsonView part : parts == null ? List.<JsonView>of() : parts.items()) {
            JsonView said = part.members().get("text");
            if (said != null && said.isText()) {
                thought.raw(thought.isEmpty() ? "" : "\\n").inside(said);
                found = true;
            }
        }
        haveThoughts |= found;
        return found;
    }

    /** Text behind calls of one turn is said with them: their results must follow at once. */
    private void assistant(JsonView content, String param) throws BadRequest, MalformedJson {
        if (calls.isEmpty()) {
            next();
            dialogue.turnOfAssistant();
        } else if (speaks) {
            text.raw("\\n");
        }
        ItemContent.joined(text, content, "", null, param);
        speaks = true;
    }

    private void call(Map<String, JsonView> item, String given, String param)
            throws BadRequest, MalformedJson {
        toolsEnd();
        if (!speaks && calls.isEmpty()) {
            dialogue.turnOfAssistant();
        }
        String name = Wrong.word(item, "name", param);
        String inChat = names.inChat(Members.wordOr(item, "namespace", ""), name);
        JsonView said = Wrong.text(item, given, param);
        calls.item().raw("{\"id\":").raw(Wrong.text(item, "call_id", param));
        calls.raw(",\"type\":\"function\",\"function\":{\"name\":").text(inChat);
        calls.raw(",\"arguments\":");
        if (given.equals(Tools.INPUT)) {
            JsonOut arguments = new JsonOut(said.end() - said.start() + 16);
            arguments.raw("{\"" + Tools.INPUT + "\":");
            arguments.text(String.valueOf(said.text())).raw("}");
            calls.text(arguments.toString());
        } else {
            calls.raw(said);
        }
        calls.raw("}}");
    }

    private void result(Map<String, JsonView> item, String param) throws BadRequest, MalformedJson {
        assistantEnds();
        JsonView output = Members.given(item, "output");
        if (output == null) {
            throw BadRequest.missing(param + ".output");
        }
        JsonOut out = dialogue.tool().raw(Wrong.text(item, "call_id", param)).raw(",\"content\":");
        ItemContent.asText(out, output, "\\n", pictures, param + ".output");
        dialogue.end();
    }

    private void next() {
        assistantEnds();
        toolsEnd();
    }

    private void assistantEnds() {
        if (!speaks && calls.isEmpty()) {
            return;
        }
        JsonOut message = dialogue.assistant();
        if (speaks) {
            message.raw("\"").raw(text).raw("\"");
        } else {
            message.raw("null");
        }
        thoughts.write(message, thought);
        haveAnswers = true;
        if (!calls.isEmpty()) {
            message.name("tool_calls").raw("[").raw(calls).raw("]");
        }
        dialogue.end();
        speaks = false;
        text.clear();
        calls.clear();
        thought.clear();
    }

    /** Tools give text alone in a chat. */
    private void toolsEnd() {
        if (!pictures.isEmpty()) {
            dialogue.user().raw("[").raw(pictures).raw("]");
            dialogue.userEnds();
            pictures.clear();
        }
    }
}
