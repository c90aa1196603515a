package dev.sluice.wire.responses;

import dev.sluice.core.call.Shown;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.json.Typed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tools of a request as a chat's functions. Functions keep their schemas, the bytes of them;
 * namespaces are unfolded; a custom tool becomes a function with one string. {@code web_search}
 * beside other tools is left out, for agents name it in every request, and so is a {@code
 * tool_search} of theirs; of all else that a server would have to run a request is refused.
 */
final class Tools {
    /** The one parameter of what was a custom tool. */
    static final String INPUT = "input";

    private static final String CUSTOM_SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"input\":{\"type\":\"string\"}},\"required\":[\"input\"],\"additionalProperties\":false}";

    /** It and its versions: a header names what is left out, and holds no text of a caller's. */
    private static final Pattern WEB_SEARCH = Pattern.compile("web_search(_[a-z0-9_]{1,32})?");

    private static final int MOST_LEFT_OUT = 16;

    /** Agents with many servers behind them name some hundreds; each takes a thousand bytes. */
    private static final int MOST_TOOLS = 4_096;

    private static final List<Typed> OF_FUNCTION =
            List.of(Typed.text("description"), Typed.object("parameters"), Typed.bool("strict"));

    private record Declared(ToolNames.Tool tool, Map<String, JsonView> members) {}

    private final List<Declared> declared = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final ToolNames names;

    private Tools(@Nullable JsonView tools, String param) throws BadRequest, MalformedJson {
        if (tools != null && !tools.isArray()) {
            throw Wrong.type(param, "an array of tools");
        }
        List<JsonView> items = tools == null ? List.of() : tools.items();
        for (int i = 0; i < items.size(); i++) {
            tool("", items.get(i), param + "[" + i + "]");
        }
        if (declared.isEmpty() && !leftOut.isEmpty()) {
            throw notRunHere(leftOut.getFirst(), param);
        }
        names = new ToolNames(declared.stream().map(Declared::tool).toList());
    }

    static Tools of(@Nullable JsonView tools) throws BadRequest, MalformedJson {
        return new Tools(tools, "tools");
    }

    private void tool(String namespace, JsonView tool, String param)
            throws BadRequest, MalformedJson {
        Map<String, JsonView> members = Wrong.members(tool, param);
        String type = Wrong.word(members, "type", param);
        boolean custom = type.equals("custom");
        if (type.equals("function") || custom) {
            String name = Wrong.word(members, "name", param);
            for (Typed typed : OF_FUNCTION) {
                Wrong.given(members, typed, param);
            }
            if (declared.size() == MOST_TOOLS) {
                throw Wrong.many("tools", MOST_TOOLS);
            }
            declared.add(new Declared(new ToolNames.Tool(namespace, name, custom), members));
        } else if (type.equals("namespace") && namespace.isEmpty()) {
            namespace(members, param);
        } else if (namespace.isEmpty()
                && leftOut.size() < MOST_LEFT_OUT
                && mayBeLeftOut(type, members)) {
            leftOut.add(type);
        } else {
            throw notRunHere(type, param + ".type");
        }
    }

    /** Agents name these in every request, and go on without them. */
    private static boolean mayBeLeftOut(String type, Map<String, JsonView> members)
            throws MalformedJson {
        return WEB_SEARCH.matcher(type).matches()
                || (type.equals("tool_search")
                        && Members.wordOr(members, "execution", "").equals("client"));
    }

    private void namespace(Map<String, JsonView> members, String param)
            throws BadRequest, MalformedJson {
        String namespace = Wrong.word(members, "name", param);
        JsonView inside = members.get("tools");
        List<JsonView> items = inside == null ? List.of() : inside.items();
        for (int i = 0; i < items.size(); i++) {
            tool(namespace, items.get(i), param + ".tools[" + i + "]");
        }
    }

    private static BadRequest notRunHere(String type, String param) {
        return Wrong.unsupported(
                param,
                "The tool type '"
                        + Shown.name(type)
                        + "' is not supported: the model behind this gateway speaks chat completions,"
                        + " and the gateway runs no tools. Supported are 'function', 'custom' and"
                        + " 'namespace'. "
                        + advice(type));
    }

    private static String advice(String type) {
        if (type.equals("tool_search")) {
            return "Clients send it where they know the model's name as OpenAI's: use another model"
                    + " name, such as the provider's own id or an alias of this gateway.";
        }
        return type.startsWith("web_search")
                ? "Leave it out (Codex: web_search = \"disabled\" in config.toml)."
                : "Leave it out.";
    }

    ToolNames names() {
        return names;
    }

    /** Types of tools that the model is not told of. */
    List<String> leftOut() {
        return leftOut;
    }

    /**
     * The member {@code tools} of a chat, of those that are allowed; nothing where there are none.
     */
    void write(JsonOut chat, Set<String> allowed) throws MalformedJson {
        if (declared.isEmpty()) {
            return;
        }
        JsonOut functions = new JsonOut(1 << 12);
        for (Declared one : declared) {
            String name = names.inChat(one.tool().namespace(), one.tool().name());
            if (allowed.contains(name)) {
                functions.item().raw("{\"type\":\"function\",\"function\":{\"name\":").text(name);
                if (one.tool().custom()) {
                    custom(functions, one.members());
                } else {
                    function(functions, one.members());
                }
                functions.raw("}}");
            }
        }
        if (!functions.isEmpty()) {
            chat.name("tools").raw("[").raw(functions).raw("]");
        }
    }

    private static void function(JsonOut out, Map<String, JsonView> members) {
        for (Typed typed : OF_FUNCTION) {
            JsonView value = Members.given(members, typed.name());
            if (value != null) {
                out.name(typed.name()).raw(value);
            }
        }
    }

    /** A grammar cannot be enforced: the model is told of it. */
    private static void custom(JsonOut out, Map<String, JsonView> members) throws MalformedJson {
        StringBuilder about = new StringBuilder(Members.wordOr(members, "description", ""));
        JsonView format = members.get("format");
        Map<String, JsonView> inside = format == null ? Map.of() : format.members();
        String definition = Members.wordOr(inside, "definition", "");
        if (!definition.isEmpty()) {
            about.append(about.isEmpty() ? "" : "\n\n")
                    .append("The input must match this ")
                    .append(Members.wordOr(inside, "syntax", "formal"))
                    .append(" grammar:\n\n")
                    .append(definition);
        }
        if (!about.isEmpty()) {
            out.name("description").text(about.toString());
        }
        out.name("parameters").raw(CUSTOM_SCHEMA);
    }
}
