package dev.sluice.devkit.upstream;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tool that an answer is to call: the one that must be, else the one that the message names
 * with its arguments behind it ({@code exec_command {"cmd":"ls"}}), else one that it speaks of.
 */
final class WantedTool {
    private final List<?> tools;
    private final String message;

    private WantedTool(List<?> tools, String message) {
        this.tools = tools;
        this.message = message;
    }

    /** Null where none is wanted. */
    static ScriptedAsk.@Nullable Tool of(Map<String, Object> json, String lastMessage) {
        Object choice = json.get("tool_choice");
        if (!(json.get("tools") instanceof List<?> tools) || "none".equals(choice)) {
            return null;
        }
        WantedTool wanted = new WantedTool(tools, lastMessage);
        if (choice instanceof Map<?, ?> named
                && named.get("function") instanceof Map<?, ?> function) {
            return wanted.named(String.valueOf(function.get("name")));
        }
        ScriptedAsk.Tool given = wanted.withArguments();
        boolean any = "required".equals(choice) || lastMessage.contains("tool");
        return given == null ? wanted.spokenOf(any) : given;
    }

    private ScriptedAsk.@Nullable Tool named(String wanted) {
        for (Object tool : tools) {
            if (nameOf(tool).equals(wanted)) {
                return tool(tool, argumentsFor(wanted));
            }
        }
        return null;
    }

    private ScriptedAsk.@Nullable Tool withArguments() {
        for (Object tool : tools) {
            String arguments = argumentsFor(nameOf(tool));
            if (!arguments.isEmpty()) {
                return tool(tool, arguments);
            }
        }
        return null;
    }

    private ScriptedAsk.@Nullable Tool spokenOf(boolean any) {
        for (Object tool : tools) {
            String name = nameOf(tool);
            if (!name.isEmpty() && (any || message.contains(name))) {
                return tool(tool, "");
            }
        }
        return null;
    }

    private static String nameOf(Object tool) {
        return tool instanceof Map<?, ?> fields
                        && fields.get("function") instanceof Map<?, ?> function
                        && function.get("name") instanceof String name
                ? name
                : "";
    }

    private static ScriptedAsk.Tool tool(Object tool, String arguments) {
        Object schema =
                tool instanceof Map<?, ?> fields
                                && fields.get("function") instanceof Map<?, ?> function
                        ? function.get("parameters")
                        : null;
        return new ScriptedAsk.Tool(nameOf(tool), schema, arguments);
    }

    /** The object right behind a tool's name; empty where there is none. */
    private String argumentsFor(String name) {
        int at = name.isEmpty() ? -1 : message.indexOf(name + " {");
        if (at < 0) {
            return "";
        }
        int start = at + name.length() + 1;
        int depth = 0;
        for (int i = start; i < message.length(); i++) {
            char c = message.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                return message.substring(start, i + 1);
            }
        }
        return "";
    }
}
