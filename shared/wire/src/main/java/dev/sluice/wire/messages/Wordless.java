package dev.sluice.wire.messages;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import java.util.List;
import java.util.Map;

/** What a request may ask of Anthropic's service and no chat can say. */
final class Wordless {
    /** What runs tools at Anthropic's. */
    private static final List<String> SERVED_THERE = List.of("mcp_servers", "container");

    /** Left out in silence, the answer would be another than was asked for. */
    private static final List<String> OF_CHATS =
            List.of("n", "stop", "max_completion_tokens", "response_format", "functions");

    private Wordless() {}

    static void refuse(Map<String, JsonView> request) throws BadRequest, MalformedJson {
        for (String name : OF_CHATS) {
            if (Members.given(request, name) != null) {
                throw Wrong.unsupported(name, "Extra inputs are not permitted");
            }
        }
        nothing(request);
        for (String name : SERVED_THERE) {
            JsonView value = Members.given(request, name);
            if (value != null && !(value.isArray() && value.items().isEmpty())) {
                throw Wrong.unsupported(
                        name, "the model behind this gateway runs no tools of its own");
            }
        }
    }

    /** Anthropic reads the prompt into its cache then, and answers nothing. */
    private static void nothing(Map<String, JsonView> request) throws BadRequest, MalformedJson {
        JsonView most = Members.given(request, "max_tokens");
        Long tokens = most == null ? null : most.integer();
        if (tokens != null && tokens == 0) {
            throw Wrong.unsupported(
                    "max_tokens",
                    "0 is not supported by the model behind this gateway, which has to be allowed"
                            + " to answer");
        }
    }
}
