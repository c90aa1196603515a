package dev.sluice.wire.moderation;

import dev.sluice.core.measure.Metered;
import dev.sluice.wire.dialect.Answers;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.dialect.Talk;
import dev.sluice.wire.dialect.Turn;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.AnswerRules;
import dev.sluice.wire.openai.UnaryAnswer;
import dev.sluice.wire.openai.UnaryEditor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One question a text to a guard model, one after the other; all verdicts are one answer. For one
 * answer and one thread.
 */
final class GuardTalk implements Talk {
    private final ModerationAsked asked;
    private final String modelId;
    private final List<Verdict> verdicts = new ArrayList<>();
    private Metered used = Metered.NONE;

    private GuardTalk(ModerationAsked asked, String modelId) {
        this.asked = asked;
        this.modelId = modelId;
    }

    static Spoken spoken(ModerationAsked asked, String modelId) {
        return new GuardTalk(asked, modelId).question();
    }

    /** The next text, as a chat. */
    private Spoken question() {
        JsonView text = asked.texts().get(verdicts.size());
        JsonOut json = new JsonOut(text.end() - text.start() + 200);
        json.raw("{\"model\":").text(modelId);
        json.raw(",\"messages\":[{\"role\":\"user\",\"content\":").raw(text);
        json.raw("}],\"temperature\":0,\"max_tokens\":")
                .number(ModerationAsked.MOST_VERDICT_TOKENS)
                .raw("}");
        byte[] body = json.toByteArray();
        return new Spoken(
                "/chat/completions",
                new Patched(body, 0, body.length, new Edits()),
                new Answers() {
                    @Override
                    public Talk talk() {
                        return GuardTalk.this;
                    }

                    @Override
                    public UnaryAnswer whole(byte[] answer) {
                        throw new IllegalStateException("a verdict is talked about");
                    }
                });
    }

    @Override
    public Metered owed() {
        return used;
    }

    @Override
    public Turn heard(byte[] body) {
        UnaryAnswer answer = UnaryEditor.read(body, new AnswerRules(false, false, false));
        if (!(answer instanceof UnaryAnswer.Completion completion)) {
            return new Turn.End(answer);
        }
        long estimated = asked.ask().inputTokens() / asked.texts().size();
        used = used.plus(completion.usageOrEstimate(estimated));
        Verdict verdict = verdict(body);
        if (verdict == null) {
            return new Turn.End(
                    new UnaryAnswer.NotACompletion("what the guard said is no verdict"));
        }
        verdicts.add(verdict);
        return verdicts.size() < asked.texts().size()
                ? new Turn.Say(question())
                : new Turn.End(new UnaryAnswer.Completion(told(), used, null, 0));
    }

    private static @Nullable Verdict verdict(byte[] body) {
        try {
            JsonView choices = JsonView.of(body).members().get("choices");
            List<JsonView> items = choices == null ? List.of() : choices.items();
            JsonView message = items.isEmpty() ? null : items.getFirst().members().get("message");
            JsonView content = message == null ? null : message.members().get("content");
            String text = content == null ? null : content.text();
            return text == null ? null : Verdict.of(text);
        } catch (MalformedJson e) {
            return null;
        }
    }

    private Patched told() {
        JsonOut results = new JsonOut(1_024);
        verdicts.forEach(verdict -> verdict.writeTo(results));
        JsonOut json = new JsonOut(results.size() + 200);
        json.raw("{\"id\":").text(asked.id()).raw(",\"model\":").text(modelId);
        byte[] body = json.raw(",\"results\":[").raw(results).raw("]}").toByteArray();
        return new Patched(body, 0, body.length, new Edits());
    }
}
