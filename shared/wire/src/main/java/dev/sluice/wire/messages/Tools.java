package dev.sluice.wire.messages;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.json.Typed;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tools as a chat's functions. One that Anthropic runs, or defines, is refused by name. */
final class Tools {
    private static final Typed DESCRIPTION = Typed.text("description");
    private static final Typed SCHEMA = Typed.object("input_schema");
    private static final Typed STRICT = Typed.bool("strict");
    private static final Typed ONE_BY_ONE = Typed.bool("disable_parallel_tool_use");

    private Tools() {}

    static void write(JsonOut chat, @Nullable JsonView tools, @Nullable JsonView choice)
            throws BadRequest, MalformedJson {
        List<JsonView> given = tools == null ? List.of() : Wrong.items(tools, "tools");
        if (given.isEmpty()) {
            return; // a choice among none says nothing
        }
        chat.name("tools").raw("[");
        for (int i = 0; i < given.size(); i++) {
            String param = "tools." + i;
            function(chat.item(), Wrong.members(given.get(i), param), param);
        }
        chat.raw("]");
        if (choice != null) {
            choice(chat, Wrong.members(choice, "tool_choice"), given);
        }
    }

    private static void function(JsonOut chat, Map<String, JsonView> tool, String param)
            throws BadRequest, MalformedJson {
        String type = Members.wordOr(tool, "type", "custom");
        if (!type.equals("custom")) {
            throw Wrong.unsupported(
                    param,
                    "the tool type '"
                            + type
                            + "' is not supported: the model behind this gateway calls its client's"
                            + " own tools alone");
        }
        chat.raw("{\"type\":\"function\",\"function\":{\"name\":");
        chat.raw(Wrong.text(tool, "name", param));
        JsonView description = Wrong.given(tool, DESCRIPTION, param);
        if (description != null) {
            chat.name("description").raw(description);
        }
        JsonView schema = Wrong.given(tool, SCHEMA, param);
        chat.name("parameters");
        if (schema == null) {
            chat.raw("{\"type\":\"object\",\"properties\":{}}");
        } else {
            chat.raw(schema);
        }
        JsonView strict = Wrong.given(tool, STRICT, param);
        if (strict != null && isTaken(strict, schema)) {
            chat.name("strict").raw(strict);
        }
        chat.raw("}}");
    }

    private static boolean isTaken(JsonView strict, @Nullable JsonView schema)
            throws MalformedJson {
        return !strict.isTrue() || (schema != null && StrictSchema.isOne(schema));
    }

    private static void choice(JsonOut chat, Map<String, JsonView> choice, List<JsonView> tools)
            throws BadRequest, MalformedJson {
        String type = Wrong.word(choice, "type", "tool_choice");
        chat.name("tool_choice");
        switch (type) {
            case "auto", "none" -> chat.text(type);
            case "any" -> chat.text("required");
            case "tool" ->
                    chat.raw("{\"type\":\"function\",\"function\":{\"name\":")
                            .raw(chosen(choice, tools))
                            .raw("}}");
            default -> throw Wrong.type("tool_choice.type", "'auto', 'any', 'tool' or 'none'");
        }
        JsonView oneByOne = Wrong.given(choice, ONE_BY_ONE, "tool_choice");
        if (oneByOne != null && !type.equals("none")) {
            chat.name("parallel_tool_calls").raw(oneByOne.isTrue() ? "false" : "true");
        }
    }

    private static JsonView chosen(Map<String, JsonView> choice, List<JsonView> tools)
            throws BadRequest, MalformedJson {
        JsonView chosen = Wrong.text(choice, "name", "tool_choice");
        String name = String.valueOf(chosen.text());
        for (JsonView tool : tools) {
            if (name.equals(Members.wordOr(tool.members(), "name", ""))) {
                return chosen;
            }
        }
        throw new BadRequest(
                "tool_choice.name: Tool '" + name + "' not found in provided tools",
                "tool_choice.name",
                null);
    }
}
