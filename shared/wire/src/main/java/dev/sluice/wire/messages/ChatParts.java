package dev.sluice.wire.messages;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.picture.PictureType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The content of a chat's message as blocks, with commas between. */
final class ChatParts {
    private static final String DATA = "data:";
    private static final String BASE64 = ";base64,";

    private ChatParts() {}

    static void write(
            JsonOut blocks, @Nullable JsonView content, String param, Breakpoints breakpoints)
            throws BadRequest, MalformedJson {
        if (content == null || content.isNull()) {
            return;
        }
        if (content.isText()) {
            text(blocks, content, null, breakpoints);
            return;
        }
        List<JsonView> parts = content.items();
        for (int i = 0; i < parts.size(); i++) {
            part(blocks, parts.get(i).members(), param + "[" + i + "]", breakpoints);
        }
    }

    /** There are no empty ones there, nor any of white space alone. */
    private static void text(
            JsonOut blocks, JsonView text, @Nullable JsonView hint, Breakpoints breakpoints) {
        if (!Foreign.isBlank(text)) {
            blocks.item().raw("{\"type\":\"text\",\"text\":").raw(text);
            breakpoints.end(blocks, hint);
        }
    }

    private static void part(
            JsonOut blocks, Map<String, JsonView> part, String param, Breakpoints breakpoints)
            throws BadRequest, MalformedJson {
        JsonView hint = Breakpoints.in(part);
        String type = Members.wordOr(part, "type", "");
        switch (type) {
            case "text", "refusal" ->
                    text(blocks, Wrong.text(part, type, param), hint, breakpoints);
            case "image_url" -> {
                picture(blocks, part, param);
                breakpoints.end(blocks, hint);
            }
            case "file" -> {
                file(blocks, part, param);
                breakpoints.end(blocks, hint);
            }
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
    }

    /** A picture whose type is said wrong is an error there, and {@code image/jpg} is no type. */
    private static void source(JsonOut blocks, String address, JsonView url) {
        int coded = address.indexOf(BASE64);
        if (address.regionMatches(true, 0, DATA, 0, DATA.length()) && coded > 0) {
            int data = coded + BASE64.length();
            String said = address.substring(DATA.length(), coded);
            blocks.raw("{\"type\":\"base64\",\"media_type\":");
            blocks.text(PictureType.mime(address, data, said)).name("data");
            blocks.text(address.substring(data)).raw("}");
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
    }
}
