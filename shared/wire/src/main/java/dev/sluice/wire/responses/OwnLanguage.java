package dev.sluice.wire.responses;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.catalog.Capability;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.dialect.Answers;
import dev.sluice.wire.error.UpstreamErrors;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.Quirk;
import dev.sluice.wire.openai.answer.EventReader;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers of a provider that speaks Responses itself: passed through byte for byte, and metered.
 * For one request.
 */
public final class OwnLanguage implements Answers {
    private final Passed passed;
    private final boolean costIsTold;

    OwnLanguage(Passed passed, Candidate candidate) {
        this.passed = passed;
        this.costIsTold = Quirk.COST_IS_TOLD.isOf(candidate.provider());
    }

    /** Whether a candidate is asked in Responses: by its provider's file, or its model's row. */
    public static boolean isSpokenBy(Candidate candidate) {
        return Quirk.RESPONSES.isOf(candidate.provider())
                || candidate.isAskedIn(Capability.RESPONSES);
    }

    @Override
    public boolean isPassedThrough() {
        return true;
    }

    @Override
    public EventReader events() {
        return new ResponsesReader(passed, costIsTold);
    }

    @Override
    public UnaryAnswer whole(byte[] body) {
        try {
            JsonView view = JsonView.of(body);
            Map<String, JsonView> members = view.members();
            JsonView error = Members.given(members, "error");
            Metered usage = ResponsesReader.usage(Members.given(members, "usage"), costIsTold);
            if (error != null || !members.containsKey("output")) {
                return new UnaryAnswer.Failure(UpstreamErrors.parse(200, null, body), usage);
            }
            return new UnaryAnswer.Completion(
                    new Patched(body, 0, body.length, new Edits()),
                    usage,
                    finishReason(members),
                    textBytes(members));
        } catch (MalformedJson e) {
            return new UnaryAnswer.NotACompletion("the body is no JSON object: " + e.getMessage());
        }
    }

    private static long textBytes(Map<String, JsonView> members) {
        JsonView output = members.get("output");
        return output == null ? 0 : output.end() - output.start();
    }

    /** In a chat's words, as rows have it. */
    static @Nullable String finishReason(Map<String, JsonView> response) throws MalformedJson {
        JsonView details = Members.given(response, "incomplete_details");
        if (details == null || details.token() != JsonToken.START_OBJECT) {
            return "stop";
        }
        String reason = Members.wordOr(details.members(), "reason", "incomplete");
        return reason.equals("max_output_tokens") ? "length" : reason;
    }
}
