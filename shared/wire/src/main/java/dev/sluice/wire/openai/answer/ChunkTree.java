package dev.sluice.wire.openai.answer;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of one answer joined: text grows, lists grow, members of a list that have an {@code
 * index} are joined by it, and of all else the last that is not null stands. Numbers keep their
 * digits.
 *
 * <p>A node is a {@code Map}, a {@code List}, a {@code StringBuilder} (text) or a {@code String}
 * (any other JSON value as it came).
 */
final class ChunkTree {
    private static final String NULL = "null";

    /** Strings that come in pieces; all others come whole, some of them again and again. */
    private static final Set<String> GROWING =
            Set.of(
                    "content",
                    "refusal",
                    "reasoning",
                    "reasoning_content",
                    "arguments",
                    "text",
                    "thinking",
                    "transcript",
                    "data",
                    "input");

    private final Map<String, Object> root = new LinkedHashMap<>();

    void add(byte[] chunk) throws MalformedJson {
        try (JsonCursor cursor = new JsonCursor(chunk, 0, chunk.length)) {
            cursor.next();
            if (node(cursor, chunk) instanceof Map<?, ?> members) {
                join(root, members);
            }
        }
    }

    /** As a whole answer with this usage. */
    byte[] toAnswer(String usageJson) {
        Map<String, Object> answer = new LinkedHashMap<>(root);
        if (text(answer.get("object")).equals("chat.completion.chunk")) {
            answer.put("object", growing("chat.completion"));
        }
        List<Object> choices = new ArrayList<>();
        if (answer.get("choices") instanceof List<?> joined) {
            joined.forEach(choice -> choices.add(whole(choice)));
        }
        answer.put("choices", choices);
        answer.put("usage", usageJson);
        StringBuilder json = new StringBuilder();
        TreeJson.write(json, answer);
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A choice with its message in place of its delta. */
    private static Object whole(@Nullable Object choice) {
        if (!(choice instanceof Map<?, ?> members)
                || !(members.get("delta") instanceof Map<?, ?> delta)) {
            return choice == null ? NULL : choice;
        }
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", growing("assistant"));
        message.put("content", NULL);
        delta.forEach((name, value) -> message.put((String) name, value));
        if (message.get("tool_calls") instanceof List<?> calls) {
            calls.forEach(ChunkTree::forgetIndex);
        }
        Map<String, Object> whole = new LinkedHashMap<>();
        // Together repeats the delta's content as text.
        members.forEach(
                (name, value) -> {
                    if (name.equals("delta")) {
                        whole.put("message", message);
                    } else if (!name.equals("text")) {
                        whole.put((String) name, value);
                    }
                });
        return whole;
    }

    private static void forgetIndex(Object call) {
        if (call instanceof Map<?, ?> members) {
            members.remove("index");
        }
    }

    private static void join(Map<String, Object> into, Map<?, ?> from) {
        from.forEach((name, value) -> join(into, (String) name, value));
    }

    @SuppressWarnings("unchecked") // nodes are made here, and only so
    private static void join(Map<String, Object> into, String name, Object value) {
        Object known = into.get(name);
        if (known instanceof Map<?, ?> && value instanceof Map<?, ?> members) {
            join((Map<String, Object>) known, members);
        } else if (known instanceof Items items && value instanceof Items more) {
            join(items, more);
        } else if (known instanceof StringBuilder text
                && value instanceof StringBuilder more
                && GROWING.contains(name)) {
            text.append(more);
        } else if (known == null || !says(known) || says(value)) {
            into.put(name, value);
        }
    }

    private static boolean says(Object value) {
        return !value.equals(NULL) && !(value instanceof StringBuilder text && text.isEmpty());
    }

    @SuppressWarnings("unchecked") // as above
    private static void join(Items into, List<?> items) {
        for (Object item : items) {
            Map<String, Object> same = item instanceof Map<?, ?> one ? into.same(one) : null;
            if (same == null) {
                into.add(item);
            } else {
                join(same, (Map<String, Object>) item);
            }
        }
    }

    /** A list, whose items are found by their index however many there are. */
    private static final class Items extends AbstractList<Object> {
        private final List<Object> all = new ArrayList<>();
        private final Map<Object, Map<String, Object>> byIndex = new HashMap<>(2);

        @Nullable Map<String, Object> same(Map<?, ?> item) {
            Object index = item.get("index");
            return index == null ? null : byIndex.get(index);
        }

        @Override
        @SuppressWarnings("unchecked") // as above
        public boolean add(Object item) {
            if (item instanceof Map<?, ?> members && members.get("index") instanceof String index) {
                byIndex.putIfAbsent(index, (Map<String, Object>) members);
            }
            return all.add(item);
        }

        @Override
        public Object get(int place) {
            return all.get(place);
        }

        @Override
        public int size() {
            return all.size();
        }
    }

    private static String text(@Nullable Object node) {
        return node instanceof StringBuilder text ? text.toString() : "";
    }

    private static StringBuilder growing(String text) {
        StringBuilder builder = new StringBuilder(text.length() + 16);
        builder.append(text);
        return builder;
    }

    private static Object node(JsonCursor cursor, byte[] bytes) throws MalformedJson {
        return switch (cursor.token()) {
            case START_OBJECT -> {
                Map<String, Object> members = new LinkedHashMap<>();
                while (cursor.next() != JsonToken.END_OBJECT) {
                    String name = cursor.name();
                    cursor.promised();
                    members.put(name, node(cursor, bytes));
                }
                yield members;
            }
            case START_ARRAY -> {
                Items items = new Items();
                while (cursor.promised() != JsonToken.END_ARRAY) {
                    items.add(node(cursor, bytes));
                }
                yield items;
            }
            case VALUE_STRING -> growing(cursor.text());
            default -> {
                int start = cursor.start();
                yield new String(
                        bytes, start, cursor.end(start) - start, StandardCharsets.US_ASCII);
            }
        };
    }
}
