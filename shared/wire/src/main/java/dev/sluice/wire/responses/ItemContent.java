package dev.sluice.wire.responses;

import dev.sluice.wire.address.AddressRule;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The content of an item as a chat's message has it: text as it came, pictures, files as text. */
final class ItemContent {
    private ItemContent() {}

    /** A user's: a string, or parts in their order. */
    static void ofUser(JsonOut out, JsonView content, String param)
            throws BadRequest, MalformedJson {
        if (content.isText()) {
            out.raw(content);
            return;
        }
        List<JsonView> parts = parts(content, param);
        if (parts.isEmpty()) {
            out.raw("\"\"");
            return;
        }
        JsonView only = parts.size() == 1 ? textOf(parts.getFirst()) : null;
        if (only != null) {
            out.raw(only);
            return;
        }
        out.raw("[");
        for (int i = 0; i < parts.size(); i++) {
            out.item();
            part(out, parts.get(i), param + "[" + i + "]");
        }
        out.raw("]");
    }

    /** Text alone, its parts joined; what else a tool gives goes to {@code beside}. */
    static void asText(JsonOut out, JsonView content, String between, JsonOut beside, String param)
            throws BadRequest, MalformedJson {
        if (content.isText()) {
            out.raw(content);
            return;
        }
        out.raw("\"");
        joined(out, content, between, beside, param);
        out.raw("\"");
    }

    /** The inside of a string. */
    static void joined(
            JsonOut out, JsonView content, String between, @Nullable JsonOut beside, String param)
            throws BadRequest, MalformedJson {
        if (content.isText()) {
            out.inside(content);
            return;
        }
        List<JsonView> parts = parts(content, param);
        String separator = "";
        for (int i = 0; i < parts.size(); i++) {
            JsonView text = textOf(parts.get(i));
            if (text != null) {
                out.raw(separator).inside(text);
                separator = between;
            } else if (beside != null) {
                beside.item();
                part(beside, parts.get(i), param + "[" + i + "]");
            } else {
                throw unknown(parts.get(i), param + "[" + i + "]");
            }
        }
    }

    private static List<JsonView> parts(JsonView content, String param)
            throws BadRequest, MalformedJson {
        if (!content.isArray()) {
            throw Wrong.type(param, "a string or an array");
        }
        return content.items();
    }

    private static @Nullable JsonView textOf(JsonView part) throws MalformedJson {
        Map<String, JsonView> members = part.members();
        JsonView text = members.get(textMember(Members.wordOr(members, "type", "")));
        return text == null || !text.isText() ? null : text;
    }

    /** Where a part of that type has its text. */
    private static String textMember(String type) {
        return switch (type) {
            case "input_text", "output_text", "text", "summary_text", "reasoning_text" -> "text";
            case "refusal" -> "refusal";
            default -> "";
        };
    }

    private static void part(JsonOut out, JsonView part, String param)
            throws BadRequest, MalformedJson {
        Map<String, JsonView> members = part.members();
        JsonView text = textOf(part);
        if (text != null) {
            out.raw("{\"type\":\"text\",\"text\":").raw(text).raw("}");
            return;
        }
        switch (Members.wordOr(members, "type", "")) {
            case "input_image" -> picture(out, members, param);
            case "input_file" -> file(out, members, param);
            default -> throw unknown(part, param);
        }
    }

    private static BadRequest unknown(JsonView part, String param)
            throws BadRequest, MalformedJson {
        Map<String, JsonView> members = Wrong.members(part, param);
        String type = Wrong.word(members, "type", param);
        String text = textMember(type);
        if (!text.isEmpty()) {
            Wrong.text(members, text, param); // it is not there, or no string
        }
        return Wrong.unsupported(
                param + ".type", "Content of type '" + type + "' is not supported here.");
    }

    private static void picture(JsonOut out, Map<String, JsonView> members, String param)
            throws BadRequest, MalformedJson {
        JsonView url = Members.given(members, "image_url");
        if (url == null && Members.given(members, "file_id") != null) {
            throw FileText.stored(param);
        }
        url = Wrong.text(members, "image_url", param);
        AddressRule.checkOrData(url, param + ".image_url");
        out.raw("{\"type\":\"image_url\",\"image_url\":{\"url\":").raw(url);
        JsonView detail = Members.given(members, "detail");
        if (detail != null) {
            out.name("detail").raw(detail);
        }
        out.raw("}}");
    }

    private static void file(JsonOut out, Map<String, JsonView> members, String param)
            throws BadRequest, MalformedJson {
        out.raw("{\"type\":\"text\",\"text\":").text(FileText.of(members, param)).raw("}");
    }
}
