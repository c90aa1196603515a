package dev.sluice.wire.responses;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the tools of one request are called in a chat, which knows functions alone. A name is kept
 * where a chat can have it and no other tool has it; the tools of a namespace that share one are
 * told apart by their namespace. Immutable.
 */
final class ToolNames {
    private static final int MOST_CHARS = 64;

    /** What is left of a name that is another's too leaves room for any number behind it. */
    private static final int MOST_CHARS_BEFORE_NUMBER = MOST_CHARS - 8;

    /**
     * A tool as its client knows it.
     *
     * @param namespace empty where it is in none
     * @param custom whether its input is text rather than arguments
     */
    record Tool(String namespace, String name, boolean custom) {}

    private final Map<String, Tool> byChatName = new HashMap<>();
    private final Map<String, String> chatNames = new HashMap<>();

    /**
     * The number that is tried next behind a name, so that a thousand equal ones take no longer.
     */
    private final Map<String, Integer> nextNumbers = new HashMap<>();

    ToolNames(List<Tool> tools) {
        Map<String, Integer> shared = new HashMap<>();
        tools.forEach(tool -> shared.merge(tool.name(), 1, Integer::sum));
        for (Tool tool : tools) {
            boolean alone = tool.namespace().isEmpty() || shared.getOrDefault(tool.name(), 1) == 1;
            String wanted = alone ? tool.name() : tool.namespace() + "__" + tool.name();
            String chatName = free(fit(wanted));
            byChatName.put(chatName, tool);
            chatNames.putIfAbsent(key(tool.namespace(), tool.name()), chatName);
        }
    }

    private String free(String name) {
        if (!byChatName.containsKey(name)) {
            return name;
        }
        String begins = name.substring(0, Math.min(name.length(), MOST_CHARS_BEFORE_NUMBER));
        int number = nextNumbers.getOrDefault(begins, 2);
        while (byChatName.containsKey(begins + "_" + number)) {
            number++;
        }
        nextNumbers.put(begins, number + 1);
        return begins + "_" + number;
    }

    /** What a chat's function may be called: {@code [A-Za-z0-9_-]{1,64}}. */
    private static String fit(String name) {
        StringBuilder fit = new StringBuilder(name.length());
        for (int i = 0; i < Math.min(name.length(), MOST_CHARS); i++) {
            char c = name.charAt(i);
            boolean plain =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || c == '_'
                            || c == '-';
            fit.append(plain ? c : '_');
        }
        return fit.isEmpty() ? "_" : fit.toString();
    }

    /** What a tool is called in the chat, one of an earlier request too. */
    String inChat(String namespace, String name) {
        String known = chatNames.get(key(namespace, name));
        return known == null ? fit(name) : known;
    }

    /** The tool that a chat model has called. One that nobody declared is a function. */
    Tool called(String chatName) {
        Tool tool = byChatName.get(chatName);
        return tool == null ? new Tool("", chatName, false) : tool;
    }

    /** All of them, as they are called in the chat. */
    Set<String> all() {
        return new HashSet<>(byChatName.keySet());
    }

    private static String key(String namespace, String name) {
        return namespace + "\n" + name;
    }
}
