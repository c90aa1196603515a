package dev.sluice.wire.messages;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.openai.request.Dialogue;
import dev.sluice.wire.openai.request.Thoughts;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * System text and messages as a chat's messages. What tools gave comes first of a user's turn,
 * right behind the calls; pictures among it, and all else of the turn, are a user's message behind.
 * What a system says stands where a {@link Dialogue} has it. For one request.
 */
final class Turns {
    /** Claude Code's first block: it differs within a session, and no prefix would be cached. */
    private static final String BILLING = "x-anthropic-billing-header:";

    private static final String BETWEEN_TEXTS = "\\n\\n";

    private final Dialogue dialogue;
    private final Set<String> callIds = new HashSet<>();
    private final Thoughts thoughts;
    private boolean haveThoughts;
    private boolean haveAnswers;
    private boolean isForeign;

    /**
     * @param thoughts what becomes of those of earlier turns
     */
    Turns(int expectedBytes, Thoughts thoughts) {
        this.dialogue = new Dialogue(expectedBytes);
        this.thoughts = thoughts;
    }

    /** What stands before all messages: a string, or blocks of text. */
    void system(@Nullable JsonView system) throws BadRequest, MalformedJson {
        if (system != null) {
            system(system, "system");
        }
    }

    void messages(JsonView list) throws BadRequest, MalformedJson {
        List<JsonView> given = Wrong.items(list, "messages");
        if (given.isEmpty()) {
            throw Wrong.type("messages", "at least one message");
        }
        for (int i = 0; i < given.size(); i++) {
            String param = "messages." + i;
            message(Wrong.members(given.get(i), param), param);
        }
    }

    /** Whether the model thought aloud in any of them. */
    boolean haveThoughts() {
        return haveThoughts;
    }

    /** Whether the model has said something in any of them. */
    boolean haveAnswers() {
        return haveAnswers;
    }

    /** Ids of its calls that the model may give again. */
    Set<String> countedIds() {
        return CallIds.counted(callIds);
    }

    /** Whether Claude would refuse something that another model has said in them. */
    boolean isForeign() {
        return isForeign;
    }

    /** The member {@code messages} of a chat. */
    void write(JsonOut chat) {
        dialogue.write(chat);
    }

    private void message(Map<String, JsonView> message, String param)
            throws BadRequest, MalformedJson {
        String role = Wrong.word(message, "role", param);
        JsonView content = Wrong.required(message, "content", param);
        String at = param + ".content";
        switch (role) {
            case "user" -> user(content, at);
            case "assistant" -> assistant(content, at);
            case "system" -> system(content, at);
            default -> throw Wrong.type(param + ".role", "'user' or 'assistant'");
        }
    }

    private void system(JsonView content, String param) throws BadRequest, MalformedJson {
        JsonOut text = new JsonOut(256);
        if (content.isText()) {
            text.inside(content);
        } else {
            List<JsonView> blocks = Wrong.items(content, param);
            for (int i = 0; i < blocks.size(); i++) {
                JsonView said = Blocks.text(blocks.get(i), param + "." + i);
                if (i > 0 || !String.valueOf(said.text()).startsWith(BILLING)) {
                    text.raw(text.isEmpty() ? "" : BETWEEN_TEXTS).inside(said);
                }
            }
        }
        dialogue.system(text);
    }

    private void user(JsonView content, String param) throws BadRequest, MalformedJson {
        if (content.isText()) {
            dialogue.user().raw(content);
            dialogue.userEnds();
            return;
        }
        Blocks parts = new Blocks();
        Blocks fromTools = new Blocks();
        List<JsonView> blocks = Wrong.items(content, param);
        for (int i = 0; i < blocks.size(); i++) {
            String at = param + "." + i;
            Map<String, JsonView> block = Wrong.members(blocks.get(i), at);
            if (Wrong.word(block, "type", at).equals("tool_result")) {
                result(block, fromTools, at);
            } else {
                parts.add(block, at);
            }
        }
        fromTools.addAll(parts);
        if (!fromTools.isEmpty() || blocks.isEmpty()) {
            fromTools.write(dialogue.user());
            dialogue.userEnds();
        }
    }

    /** A tool gives text alone in a chat; its pictures go beside it. */
    private void result(Map<String, JsonView> block, Blocks beside, String param)
            throws BadRequest, MalformedJson {
        JsonView id = Wrong.text(block, "tool_use_id", param);
        isForeign |= Foreign.isId(id);
        JsonOut out = dialogue.tool();
        CallIds.write(out, id);
        out.raw(",\"content\":\"");
        JsonView failed = block.get("is_error");
        out.raw(failed != null && failed.isTrue() ? "Error: " : "");
        JsonView content = Members.given(block, "content");
        if (content != null && content.isText()) {
            out.inside(content);
        } else if (content != null) {
            given(out, Wrong.items(content, param + ".content"), beside, param + ".content");
        }
        out.raw("\"");
        dialogue.end();
    }

    private static void given(JsonOut out, List<JsonView> blocks, Blocks beside, String param)
            throws BadRequest, MalformedJson {
        String separator = "";
        int pictures = 0;
        for (int i = 0; i < blocks.size(); i++) {
            String at = param + "." + i;
            Map<String, JsonView> block = Wrong.members(blocks.get(i), at);
            if (Wrong.word(block, "type", at).equals("text")) {
                out.raw(separator).inside(Wrong.text(block, "text", at));
                separator = "\\n";
            } else {
                beside.add(block, at);
                pictures++;
            }
        }
        if (separator.isEmpty() && pictures > 0) {
            out.raw("(see the next message)");
        }
    }

    private void assistant(JsonView content, String param) throws BadRequest, MalformedJson {
        dialogue.turnOfAssistant();
        haveAnswers = true;
        if (content.isText()) {
            isForeign |= Foreign.isBlank(content);
            thoughts.write(dialogue.assistant().raw(content), new JsonOut(0));
            dialogue.end();
            return;
        }
        Said said = new Said(callIds);
        List<JsonView> blocks = Wrong.items(content, param);
        for (int i = 0; i < blocks.size(); i++) {
            said.add(Wrong.members(blocks.get(i), param + "." + i), param + "." + i);
        }
        haveThoughts |= said.thinks();
        isForeign |= said.isForeign();
        said.write(dialogue.assistant(), thoughts);
        dialogue.end();
    }
}
