package dev.sluice.wire.messages;

import dev.sluice.wire.address.AddressRule;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import java.util.Map;

/** A block {@code image} as a chat's part {@code image_url}. */
final class Picture {
    /** Claude Code takes a block out of the conversation whose refusal says so, and goes on. */
    static final String NOT_PROCESSED = "Could not process image";

    private Picture() {}

    static void write(JsonOut out, Map<String, JsonView> block, String param)
            throws BadRequest, MalformedJson {
        String at = param + ".source";
        Map<String, JsonView> source = Wrong.members(Wrong.required(block, "source", param), at);
        String type = Wrong.word(source, "type", at);
        out.raw("{\"type\":\"image_url\",\"image_url\":{\"url\":");
        switch (type) {
            case "base64" ->
                    out.raw("\"data:")
                            .inside(Wrong.text(source, "media_type", at))
                            .raw(";base64,")
                            .inside(Wrong.text(source, "data", at))
                            .raw("\"");
            case "url" -> {
                JsonView url = Wrong.text(source, "url", at);
                check(url, at + ".url");
                out.raw(url);
            }
            default ->
                    throw Wrong.unsupported(
                            at + ".type",
                            NOT_PROCESSED
                                    + ": a source of type '"
                                    + type
                                    + "' is not supported, for this gateway stores no files");
        }
        out.raw("}}");
    }

    private static void check(JsonView url, String param) throws BadRequest, MalformedJson {
        try {
            AddressRule.checkOrData(url, param);
        } catch (BadRequest e) {
            throw new BadRequest(NOT_PROCESSED + ": " + e.getMessage(), e.param(), e.code());
        }
    }
}
