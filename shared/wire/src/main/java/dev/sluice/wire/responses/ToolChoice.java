package dev.sluice.wire.responses;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tools the model may call, as a chat says it. A list of allowed tools becomes the tools
 * themselves: a chat is told of no others.
 *
 * @param chosen null where nothing was said
 * @param allowed names in the chat
 */
record ToolChoice(@Nullable String chosen, Set<String> allowed) {
    private static final String PARAM = "tool_choice";
    private static final Set<String> MODES = Set.of("auto", "none", "required");

    static ToolChoice of(@Nullable JsonView choice, ToolNames names)
            throws BadRequest, MalformedJson {
        if (choice == null) {
            return new ToolChoice(null, names.all());
        }
        String mode = choice.text();
        if (mode != null) {
            return new ToolChoice(quoted(mode(mode, PARAM)), names.all());
        }
        Map<String, JsonView> members = Wrong.members(choice, PARAM);
        String type = Wrong.word(members, "type", PARAM);
        if (type.equals("allowed_tools")) {
            return allowed(members, names);
        }
        String function = new JsonOut(64).text(named(members, type, names, PARAM)).toString();
        return new ToolChoice(
                "{\"type\":\"function\",\"function\":{\"name\":" + function + "}}", names.all());
    }

    private static ToolChoice allowed(Map<String, JsonView> members, ToolNames names)
            throws BadRequest, MalformedJson {
        String mode = mode(Members.wordOr(members, "mode", "auto"), PARAM + ".mode");
        JsonView tools = members.get("tools");
        List<JsonView> items = tools == null ? List.of() : tools.items();
        Set<String> allowed = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            String param = PARAM + ".tools[" + i + "]";
            Map<String, JsonView> one = items.get(i).members();
            allowed.add(named(one, Wrong.word(one, "type", param), names, param));
        }
        return new ToolChoice(quoted(mode), allowed);
    }

    private static String named(
            Map<String, JsonView> members, String type, ToolNames names, String param)
            throws BadRequest, MalformedJson {
        if (!type.equals("function") && !type.equals("custom")) {
            throw Wrong.unsupported(
                    param + ".type",
                    "The tool '" + type + "' is not supported: it is not run here.");
        }
        String name = Wrong.word(members, "name", param);
        String inChat = names.inChat(Members.wordOr(members, "namespace", ""), name);
        if (!names.all().contains(inChat)) {
            throw new BadRequest(
                    "Tool choice '" + name + "' not found in 'tools' parameter.",
                    param,
                    "invalid_value");
        }
        return inChat;
    }

    private static String mode(String mode, String param) throws BadRequest {
        if (!MODES.contains(mode)) {
            throw new BadRequest(
                    "Invalid value for '"
                            + param
                            + "'. Supported values are: 'none', 'auto' and 'required'.",
                    param,
                    "invalid_value");
        }
        return mode;
    }

    private static String quoted(String word) {
        return "\"" + word + "\"";
    }

    /** Nothing is said of tools where there are none: some providers refuse it. */
    void write(JsonOut chat) {
        if (chosen != null && !allowed.isEmpty()) {
            chat.name(PARAM).raw(chosen);
        }
    }
}
