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
 * there: ids of calls such as Kimi's {@code functions.Bash:0}, and again in the next answer,
 * thoughts that nobody has signed, and texts of white space alone, which some say before their
 * calls.
 */
final class Foreign {
    private static final String WHITE_ESCAPES = "nrtf";

    private Foreign() {}

    /** Whether an id has characters that Anthropic's have not, or none. */
    static boolean isId(JsonView id) {
        if (id.end() - id.start() == 2) {
            return true;
        }
        for (int i = id.start() + 1; i < id.end() - 1; i++) {
            if (!isOfAnId((char) id.bytes()[i])) {
                return true;
            }
        }
        return false;
    }

    static boolean isOfAnId(char c) {
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
        TakenIds ids = new TakenIds();
        for (JsonView item : messages.items()) {
            Map<String, JsonView> message = item.members();
            JsonView content = message.get("content");
            boolean isSaid = Members.wordOr(message, "role", "").equals("assistant");
            if (content != null && left.keeps(item, !(isSaid && isNothing(content)))) {
                blocks(content.items(), isSaid, ids, edits);
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

    private static void blocks(List<JsonView> blocks, boolean isSaid, TakenIds ids, Edits edits)
            throws MalformedJson {
        Leaving left = new Leaving(edits);
        for (JsonView item : blocks) {
            Map<String, JsonView> block = item.members();
            boolean isCall = Members.wordOr(block, "type", "").equals("tool_use");
            JsonView id = block.get(isCall ? "id" : "tool_use_id");
            boolean isKept = left.keeps(item, !(isSaid && isBlock(block)));
            String given = isKept && id != null ? id.text() : null;
            if (given != null && id != null) {
                String taken = isCall ? ids.ofCall(given) : ids.ofResult(given);
                if (!taken.equals(given)) {
                    edits.replace(id.start(), id.end(), JsonText.quote(taken));
                }
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
