package dev.sluice.wire.messages;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A user's blocks as the parts of a chat's message: text, pictures, documents as text. */
final class Blocks {
    private final JsonOut parts = new JsonOut(256);
    private @Nullable JsonView only;
    private int count;

    /** The text of a block that must be one of text. */
    static JsonView text(JsonView block, String param) throws BadRequest, MalformedJson {
        Map<String, JsonView> members = Wrong.members(block, param);
        String type = Wrong.word(members, "type", param);
        if (!type.equals("text")) {
            throw unknown(type, param);
        }
        return Wrong.text(members, "text", param);
    }

    static BadRequest unknown(String type, String param) {
        return Wrong.unsupported(
                param,
                "a block of type '" + type + "' is not supported by the model behind this gateway");
    }

    boolean isEmpty() {
        return count == 0;
    }

    void add(Map<String, JsonView> block, String param) throws BadRequest, MalformedJson {
        String type = Wrong.word(block, "type", param);
        switch (type) {
            case "text" -> {
                only = Wrong.text(block, "text", param);
                part().raw("{\"type\":\"text\",\"text\":").raw(only).raw("}");
            }
            case "image" -> Picture.write(part(), block, param);
            case "document" -> document(block, param);
            case "search_result" -> blocksIn(block, param);
            default -> throw unknown(type, param);
        }
    }

    private JsonOut part() {
        count++;
        return parts.item();
    }

    private void document(Map<String, JsonView> block, String param)
            throws BadRequest, MalformedJson {
        String at = param + ".source";
        Map<String, JsonView> source = Wrong.members(Wrong.required(block, "source", param), at);
        String title = Members.wordOr(block, "title", "");
        if (!title.isEmpty()) {
            words("Document \"" + title + "\":");
        }
        String context = Members.wordOr(block, "context", "");
        if (!context.isEmpty()) {
            words(context);
        }
        if (Wrong.word(source, "type", at).equals("content")) {
            blocksIn(source, at);
        } else {
            words(DocumentText.of(source, at));
        }
    }

    private void words(String text) {
        part().raw("{\"type\":\"text\",\"text\":").text(text).raw("}");
        only = null;
    }

    /** Blocks, or a string, in the member {@code content}. */
    private void blocksIn(Map<String, JsonView> outer, String param)
            throws BadRequest, MalformedJson {
        JsonView content = Wrong.required(outer, "content", param);
        if (content.isText()) {
            part().raw("{\"type\":\"text\",\"text\":").raw(content).raw("}");
            only = content;
            return;
        }
        List<JsonView> blocks = Wrong.items(content, param + ".content");
        for (int i = 0; i < blocks.size(); i++) {
            String at = param + ".content." + i;
            add(Wrong.members(blocks.get(i), at), at);
        }
    }

    void addAll(Blocks others) {
        if (!others.isEmpty()) {
            parts.item().raw(others.parts);
            count += others.count;
            only = others.only;
        }
    }

    /** As content: one text alone is a string, which every model takes. */
    void write(JsonOut message) {
        if (count == 1 && only != null) {
            message.raw(only);
        } else if (count == 0) {
            message.raw("\"\"");
        } else {
            message.raw("[").raw(parts).raw("]");
        }
    }
}
