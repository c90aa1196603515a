package dev.sluice.wire.messages;

import dev.sluice.wire.dialect.Answers;
import dev.sluice.wire.error.UpstreamErrors;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.answer.EventReader;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import dev.sluice.wire.sse.SseEvent;
import java.util.List;
import java.util.Map;

/** Answers of a provider that speaks Messages itself: byte for byte, and metered. */
final class PassedMessages implements Answers {
    private final boolean costIsTold;

    /**
     * @param costIsTold whether the provider says in USD what it takes
     */
    PassedMessages(boolean costIsTold) {
        this.costIsTold = costIsTold;
    }

    @Override
    public boolean isPassedThrough() {
        return true;
    }

    @Override
    public EventReader events() {
        return new MessageReader(new MessageUsage(costIsTold));
    }

    @Override
    public UnaryAnswer whole(byte[] body) {
        try {
            Map<String, JsonView> members = JsonView.of(body).members();
            JsonView content = members.get("content");
            MessageUsage usage = new MessageUsage(costIsTold);
            usage.add(members.get("usage"));
            if (content == null || !content.isArray()) {
                return members.containsKey("error")
                        ? new UnaryAnswer.Failure(
                                UpstreamErrors.parse(200, null, body), usage.metered())
                        : new UnaryAnswer.NotACompletion(
                                "the answer has no content", usage.metered());
            }
            return new UnaryAnswer.Completion(
                    new Patched(body, 0, body.length, new Edits()),
                    usage.metered(),
                    StopReason.finish(Members.wordOr(members, "stop_reason", "end_turn")),
                    content.end() - content.start());
        } catch (MalformedJson e) {
            return new UnaryAnswer.NotACompletion("the body is no JSON object: " + e.getMessage());
        }
    }

    @Override
    public List<SseEvent> unfolded(byte[] body) {
        return UnfoldedMessage.events(body);
    }
}
