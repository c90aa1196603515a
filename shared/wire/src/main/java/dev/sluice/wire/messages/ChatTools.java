package dev.sluice.wire.messages;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A chat's functions as tools. */
final class ChatTools {
    private ChatTools() {}

    /**
     * @param mayForce whether the model may be made to call one; else it is left to choose
     */
    static void write(
            JsonOut json, Map<String, JsonView> chat, Breakpoints breakpoints, boolean mayForce)
            throws BadRequest, MalformedJson {
        JsonView given = Members.given(chat, "tools");
        List<JsonView> tools = given == null ? List.of() : given.items();
        if (tools.isEmpty()) {
            return;
        }
        json.name("tools").raw("[");
        for (int i = 0; i < tools.size(); i++) {
            Map<String, JsonView> tool = tools.get(i).members();
            Map<String, JsonView> function = function(tool, "tools[" + i + "]");
            tool(json.item(), function, "tools[" + i + "].function");
            JsonView hint = Breakpoints.in(tool);
            breakpoints.endTool(json, hint == null ? Breakpoints.in(function) : hint);
        }
        json.raw("]");
        choice(json, chat, mayForce);
    }

    private static Map<String, JsonView> function(Map<String, JsonView> tool, String param)
            throws BadRequest, MalformedJson {
        String type = Members.wordOr(tool, "type", "function");
        JsonView function = Members.given(tool, "function");
        if (!type.equals("function") || function == null) {
            throw ChatAsMessages.unsupported(param, "tools of type '" + type + "'");
        }
        return function.members();
    }

    private static void tool(JsonOut json, Map<String, JsonView> members, String param)
            throws BadRequest, MalformedJson {
        json.raw("{\"name\":").raw(Wrong.text(members, "name", param));
        JsonView description = Members.given(members, "description");
        if (description != null) {
            json.name("description").raw(description);
        }
        JsonView parameters = Members.given(members, "parameters");
        JsonView strict = Members.given(members, "strict");
        boolean isHeldTo = strict != null && strict.isTrue();
        JsonOut schema = isHeldTo ? new JsonOut(256) : json.name("input_schema");
        schema(schema, parameters);
        if (isHeldTo) {
            HeldSchema.write(json.name("input_schema"), JsonView.of(schema.toByteArray()));
        }
        if (strict != null) {
            json.name("strict").raw(strict);
        }
    }

    /** One says there that it is an object's. */
    private static void schema(JsonOut json, @Nullable JsonView parameters) throws MalformedJson {
        if (parameters == null) {
            json.raw("{\"type\":\"object\",\"properties\":{}}");
            return;
        }
        Map<String, JsonView> members = parameters.members();
        if (!parameters.isObject() || members.containsKey("type")) {
            json.raw(parameters);
            return;
        }
        json.raw("{\"type\":\"object\"").raw(members.isEmpty() ? "" : ",");
        json.raw(parameters.bytes(), parameters.start() + 1, parameters.end());
    }

    private static void choice(JsonOut json, Map<String, JsonView> chat, boolean mayForce)
            throws BadRequest, MalformedJson {
        JsonView choice = Members.given(chat, "tool_choice");
        JsonView parallel = Members.given(chat, "parallel_tool_calls");
        if (choice == null && parallel == null) {
            return;
        }
        String word = choice == null ? "auto" : choice.text();
        JsonView name = word == null && choice != null ? named(choice) : null;
        boolean isForced = name != null || "required".equals(word);
        json.name("tool_choice").raw("{\"type\":");
        if (isForced && !mayForce) {
            json.text("auto");
        } else if (name != null) {
            json.raw("\"tool\",\"name\":").raw(name);
        } else {
            json.text(isForced ? "any" : String.valueOf(word));
        }
        if (parallel != null && !"none".equals(word)) {
            json.name("disable_parallel_tool_use").raw(parallel.isTrue() ? "false" : "true");
        }
        json.raw("}");
    }

    private static JsonView named(JsonView choice) throws BadRequest, MalformedJson {
        JsonView function = Members.given(choice.members(), "function");
        if (function == null) {
            throw ChatAsMessages.unsupported(
                    "tool_choice",
                    "'" + Members.wordOr(choice.members(), "type", "such a choice") + "'");
        }
        return Wrong.text(function.members(), "name", "tool_choice.function");
    }
}
