package dev.sluice.wire.messages;

import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What other models leave in a conversation and Claude refuses, so that it can be gone on with
 * there: ids of calls such as Kimi's {@code functions.Bash:0}, thoughts that nobody has signed, and
 * texts of white space alone, which some say before their calls.
 */
final class Foreign {
    private static final String WHITE_ESCAPES = "nrtf";

    private Foreign() {}

    /** Whether an id has characters that Anthropic's have not. */
    static boolean isId(JsonView id) {
        for (int i = id.start() + 1; i < id.end() - 1; i++) {
            if (!isOfAnId((char) id.bytes()[i])) {
                return true;
            }
        }
        return false;
    }

    /** An id as Anthropic takes it, the same for the same one: a string in quotes. */
    static byte[] taken(JsonView id) throws MalformedJson {
        StringBuilder taken = new StringBuilder(String.valueOf(id.text()));
        for (int i = 0; i < taken.length(); i++) {
            if (!isOfAnId(taken.charAt(i))) {
                taken.setCharAt(i, '_');
            }
        }
        return JsonText.quote(taken.toString());
    }

    private static boolean isOfAnId(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-';
    }

    /** Whether a string is empty or white space alone. */
    static boolean isBlank(JsonView text) {
        byte[] bytes = text.bytes();
        for (int i = text.start() + 1; i < text.end() - 1; i++) {
            boolean isEscape = bytes[i] == '\\' && WHITE_ESCAPES.indexOf(bytes[i + 1]) >= 0;
            if (isEscape) {
                i++;
            } else if (bytes[i] != ' ') {
                return false;
            }
        }
        return true;
    }

    /** Whether a block that an assistant has said is one that Claude refuses. */
    static boolean isBlock(Map<String, JsonView> block) throws MalformedJson {
        return switch (Members.wordOr(block, "type", "")) {
            case "thinking" -> Members.wordOr(block, "signature", "").isEmpty();
            case "text" -> isBlankText(block.get("text"));
            default -> false;
        };
    }

    /** Changes messages in Messages to what Claude takes. */
    static void mend(JsonView messages, Edits edits) throws MalformedJson {
        Leaving left = new Leaving(edits);
        for (JsonView item : messages.items()) {
            Map<String, JsonView> message = item.members();
            JsonView content = message.get("content");
            boolean isSaid = Members.wordOr(message, "role", "").equals("assistant");
            if (content != null && left.keeps(item, !(isSaid && isNothing(content)))) {
                blocks(content.items(), isSaid, edits);
            }
        }
    }

    private static boolean isNothing(JsonView content) throws MalformedJson {
        if (isBlankText(content)) {
            return true;
        }
        List<JsonView> blocks = content.items();
        for (JsonView block : blocks) {
            if (!isBlock(block.members())) {
                return false;
            }
        }
        return !blocks.isEmpty();
    }

    private static void blocks(List<JsonView> blocks, boolean isSaid, Edits edits)
            throws MalformedJson {
        Leaving left = new Leaving(edits);
        for (JsonView item : blocks) {
            Map<String, JsonView> block = item.members();
            boolean isCall = Members.wordOr(block, "type", "").equals("tool_use");
            JsonView id = block.get(isCall ? "id" : "tool_use_id");
            boolean isKept = left.keeps(item, !(isSaid && isBlock(block)));
            if (isKept && id != null && id.isText() && isId(id)) {
                edits.replace(id.start(), id.end(), taken(id));
            }
        }
    }

    private static boolean isBlankText(@Nullable JsonView text) {
        return text != null && text.isText() && isBlank(text);
    }

    /** Takes items out of a list, each with the comma that would be one too many. */
    private static final class Leaving {
        private final Edits edits;
        private @Nullable JsonView last;
        private boolean haveKept;

        Leaving(Edits edits) {
            this.edits = edits;
        }

        /** Says what it is told; an item that nothing is kept before goes when the next comes. */
        boolean keeps(JsonView item, boolean stays) {
            if (last != null && !haveKept) {
                edits.remove(last.start(), item.start());
            } else if (last != null && !stays) {
                edits.remove(last.end(), item.end());
            }
            haveKept |= stays;
            last = item;
            return stays;
        }
    }
}
