package dev.sluice.wire.responses;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import java.util.List;
import java.util.Map;

/**
 * Members of a chat in a response's request: left out in silence, a cap would not hold, or an
 * answer would have another form than was asked for.
 */
final class Misplaced {
    private static final Long ONE = 1L;

    private record Moved(String name, String to) {}

    private static final List<Moved> MOVED =
            List.of(
                    new Moved("messages", "input"),
                    new Moved("max_tokens", "max_output_tokens"),
                    new Moved("max_completion_tokens", "max_output_tokens"),
                    new Moved("response_format", "text.format"),
                    new Moved("reasoning_effort", "reasoning.effort"),
                    new Moved("functions", "tools"),
                    new Moved("function_call", "tool_choice"),
                    new Moved("logprobs", "top_logprobs"));

    private Misplaced() {}

    static void refuse(Map<String, JsonView> members) throws BadRequest, MalformedJson {
        for (Moved moved : MOVED) {
            if (Members.given(members, moved.name()) != null) {
                throw Wrong.unsupported(
                        moved.name(),
                        "Unsupported parameter: '"
                                + moved.name()
                                + "'. In the Responses API, this parameter has moved to '"
                                + moved.to()
                                + "'. Try again with the new parameter.");
            }
        }
        JsonView answers = Members.given(members, "n");
        if (answers != null && !ONE.equals(answers.integer())) {
            throw Wrong.unsupported("n", "Unsupported parameter: 'n'. A response is one answer.");
        }
    }
}
