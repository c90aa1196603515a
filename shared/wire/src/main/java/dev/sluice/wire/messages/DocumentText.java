package dev.sluice.wire.messages;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.json.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** What a document says, where it is text: the model behind reads no other. */
final class DocumentText {
    /** Claude Code takes a block out of the conversation whose refusal says so, and goes on. */
    private static final String NOT_VALID = "The PDF specified was not valid";

    private DocumentText() {}

    static String of(Map<String, JsonView> source, String param) throws BadRequest, MalformedJson {
        String type = Wrong.word(source, "type", param);
        return switch (type) {
            case "text" -> Wrong.word(source, "data", param);
            case "base64" -> decoded(source, param);
            default ->
                    throw Wrong.unsupported(
                            param + ".type",
                            NOT_VALID
                                    + ": a source of type '"
                                    + type
                                    + "' is not supported, for this gateway fetches and stores no"
                                    + " files");
        };
    }

    private static String decoded(Map<String, JsonView> source, String param)
            throws BadRequest, MalformedJson {
        boolean isText = Members.wordOr(source, "media_type", "").startsWith("text/");
        if (isText) {
            try {
                byte[] bytes = Base64.getMimeDecoder().decode(Wrong.word(source, "data", param));
                if (Utf8.firstFault(bytes) < 0) {
                    return new String(bytes, StandardCharsets.UTF_8);
                }
            } catch (IllegalArgumentException e) {
                throw Wrong.type(param + ".data", "valid base64");
            }
        }
        throw Wrong.unsupported(
                param, NOT_VALID + ": the model behind this gateway reads documents as text alone");
    }
}
