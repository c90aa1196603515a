package dev.sluice.wire.moderation;

import dev.sluice.core.measure.Metered;
import dev.sluice.wire.dialect.Answers;
import dev.sluice.wire.dialect.Round;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.answer.AnswerRules;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import dev.sluice.wire.openai.answer.UnaryEditor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One question a text to a guard model; all verdicts are one answer. For one answer; any threads.
 */
final class GuardRound implements Round {
    private final ModerationAsked asked;
    private final String modelId;
    private final Verdict[] verdicts;
    private Metered used = Metered.NONE;

    private GuardRound(ModerationAsked asked, String modelId) {
        this.asked = asked;
        this.modelId = modelId;
        this.verdicts = new Verdict[asked.texts().size()];
    }

    static Spoken spoken(ModerationAsked asked, String modelId) {
        return new GuardRound(asked, modelId).question(0);
    }

    @Override
    public int size() {
        return verdicts.length;
    }

    /** The text, as a chat. */
    @Override
    public Spoken question(int place) {
        JsonView text = asked.texts().get(place);
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
                    public Round round() {
                        return GuardRound.this;
                    }

                    @Override
                    public UnaryAnswer whole(byte[] answer) {
                        throw new IllegalStateException("a verdict is one of a round");
                    }
                });
    }

    @Override
    public synchronized Metered owed() {
        return used;
    }

    @Override
    public @Nullable UnaryAnswer heard(int place, byte[] body) {
        UnaryAnswer answer = UnaryEditor.read(body, new AnswerRules(false, false, false));
        if (!(answer instanceof UnaryAnswer.Completion completion)) {
            return answer;
        }
        Verdict verdict = verdict(body);
        long estimated = asked.ask().inputTokens() / verdicts.length;
        keep(place, verdict, completion.usageOrEstimate(estimated));
        return verdict == null
                ? new UnaryAnswer.NotACompletion("what the guard said is no verdict")
                : null;
    }

    /** What was said is billed, whatever it means. */
    private synchronized void keep(int place, @Nullable Verdict verdict, Metered usage) {
        used = used.plus(usage);
        if (verdict != null) {
            verdicts[place] = verdict;
        }
    }

    @Override
    public synchronized UnaryAnswer.Completion told() {
        JsonOut results = new JsonOut(1_024);
        for (Verdict verdict : verdicts) {
            verdict.writeTo(results);
        }
        JsonOut json = new JsonOut(results.size() + 200);
        json.raw("{\"id\":").text(asked.id()).raw(",\"model\":").text(modelId);
        byte[] body = json.raw(",\"results\":[").raw(results).raw("]}").toByteArray();
        return new UnaryAnswer.Completion(
                new Patched(body, 0, body.length, new Edits()), used, null, 0);
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
}
