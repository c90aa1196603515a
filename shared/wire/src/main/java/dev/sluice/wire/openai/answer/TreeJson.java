package dev.sluice.wire.openai.answer;

import dev.sluice.wire.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the nodes of a {@link ChunkTree}. */
final class TreeJson {
    private TreeJson() {}

    static void write(StringBuilder json, @Nullable Object node) {
        switch (node) {
            case Map<?, ?> members -> object(json, members);
            case List<?> items -> array(json, items);
            case StringBuilder text -> string(json, text.toString());
            case null, default -> json.append(node);
        }
    }

    private static void object(StringBuilder json, Map<?, ?> members) {
        json.append('{');
        String comma = "";
        for (Map.Entry<?, ?> member : members.entrySet()) {
            json.append(comma);
            string(json, (String) member.getKey());
            json.append(':');
            write(json, member.getValue());
            comma = ",";
        }
        json.append('}');
    }

    private static void array(StringBuilder json, List<?> items) {
        json.append('[');
        String comma = "";
        for (Object item : items) {
            json.append(comma);
            write(json, item);
            comma = ",";
        }
        json.append(']');
    }

    private static void string(StringBuilder json, String text) {
        json.append(new String(JsonText.quote(text), StandardCharsets.UTF_8));
    }
}
