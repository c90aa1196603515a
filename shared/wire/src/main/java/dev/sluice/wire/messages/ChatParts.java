package dev.sluice.wire.messages;

import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.openai.BadRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The content of a chat's message as blocks, with commas between. */
final class ChatParts {
    private static final String DATA = "data:";
    private static final String BASE64 = ";base64,";

    private ChatParts() {}

    static void write(JsonOut blocks, @Nullable JsonView content, String param)
            throws BadRequest, MalformedJson {
        if (content == null || content.isNull()) {
            return;
        }
        if (content.isText()) {
            text(blocks, content);
            return;
        }
        List<JsonView> parts = content.items();
        for (int i = 0; i < parts.size(); i++) {
            part(blocks, parts.get(i).members(), param + "[" + i + "]");
        }
    }

    /** There are no empty ones there, nor any of white space alone. */
    private static void text(JsonOut blocks, JsonView text) {
        if (!Foreign.isBlank(text)) {
            blocks.item().raw("{\"type\":\"text\",\"text\":").raw(text).raw("}");
        }
    }

    private static void part(JsonOut blocks, Map<String, JsonView> part, String param)
            throws BadRequest, MalformedJson {
        String type = Members.wordOr(part, "type", "");
        switch (type) {
            case "text" -> text(blocks, Wrong.text(part, "text", param));
            case "refusal" -> text(blocks, Wrong.text(part, "refusal", param));
            case "image_url" -> picture(blocks, part, param);
            case "file" -> file(blocks, part, param);
            default -> throw ChatAsMessages.unsupported(param, "parts of type '" + type + "'");
        }
    }

    private static void picture(JsonOut blocks, Map<String, JsonView> part, String param)
            throws BadRequest, MalformedJson {
        JsonView given = Wrong.required(part, "image_url", param);
        JsonView url = given.isText() ? given : Wrong.text(given.members(), "url", param);
        String address = String.valueOf(url.text());
        blocks.item().raw("{\"type\":\"image\",\"source\":");
        source(blocks, address, url);
        blocks.raw("}");
    }

    private static void source(JsonOut blocks, String address, JsonView url) {
        int coded = address.indexOf(BASE64);
        if (address.regionMatches(true, 0, DATA, 0, DATA.length()) && coded > 0) {
            blocks.raw("{\"type\":\"base64\",\"media_type\":");
            blocks.text(address.substring(DATA.length(), coded)).name("data");
            blocks.text(address.substring(coded + BASE64.length())).raw("}");
        } else {
            blocks.raw("{\"type\":\"url\",\"url\":").raw(url).raw("}");
        }
    }

    private static void file(JsonOut blocks, Map<String, JsonView> part, String param)
            throws BadRequest, MalformedJson {
        Map<String, JsonView> file = Wrong.members(Wrong.required(part, "file", param), param);
        JsonView data = Members.given(file, "file_data");
        String address = data == null ? "" : String.valueOf(data.text());
        if (data == null || address.indexOf(BASE64) < 0) {
            throw ChatAsMessages.unsupported(param, "files that are not inlined as base64");
        }
        blocks.item().raw("{\"type\":\"document\",\"source\":");
        source(blocks, address, data);
        JsonView name = Members.given(file, "filename");
        if (name != null) {
            blocks.name("title").raw(name);
        }
        blocks.raw("}");
    }
}
