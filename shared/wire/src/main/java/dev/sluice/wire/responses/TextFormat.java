package dev.sluice.wire.responses;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.json.Typed;
import java.util.List;
import java.util.Map;

/** {@code text.format} as a chat's {@code response_format}. */
final class TextFormat {
    private static final List<Typed> OF_SCHEMA =
            List.of(
                    Typed.text("name"),
                    Typed.text("description"),
                    Typed.object("schema"),
                    Typed.bool("strict"));

    private TextFormat() {}

    static void write(JsonOut chat, JsonView text) throws BadRequest, MalformedJson {
        JsonView format = Members.given(Wrong.members(text, "text"), "format");
        if (format == null) {
            return;
        }
        Map<String, JsonView> members = Wrong.members(format, "text.format");
        String type = Wrong.word(members, "type", "text.format");
        switch (type) {
            case "text" -> {}
            case "json_object" -> chat.name("response_format").raw("{\"type\":\"json_object\"}");
            case "json_schema" -> schema(chat, members);
            default ->
                    throw Wrong.unsupported(
                            "text.format.type", "The text format '" + type + "' is not supported.");
        }
    }

    private static void schema(JsonOut chat, Map<String, JsonView> members) throws BadRequest {
        if (Members.given(members, "schema") == null) {
            throw BadRequest.missing("text.format.schema");
        }
        Wrong.text(members, "name", "text.format");
        chat.name("response_format").raw("{\"type\":\"json_schema\",\"json_schema\":{");
        for (Typed typed : OF_SCHEMA) {
            JsonView value = Wrong.given(members, typed, "text.format");
            if (value != null) {
                chat.name(typed.name()).raw(value);
            }
        }
        chat.raw("}}");
    }
}
