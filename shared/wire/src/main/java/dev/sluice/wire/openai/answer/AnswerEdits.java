package dev.sluice.wire.openai.answer;

import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.openai.answer.AnswerScan.Choice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What every answer, streamed or not, needs changed; and which choices have been seen and have
 * finished, and how.
 */
final class AnswerEdits {
    static final byte[] NULL = ascii("null");
    private static final byte[] STOP = ascii("\"stop\"");
    private static final byte[] TEXT_COMPLETION = ascii("\"text_completion\"");
    private static final String UNFINISHED = "";

    private final AnswerRules rules;
    private final Map<Long, String> finishReasons = new TreeMap<>();
    private boolean saidBefore;

    AnswerEdits(AnswerRules rules) {
        this.rules = rules;
    }

    void add(Edits edits, byte[] bytes, AnswerScan scan) throws MalformedJson {
        if (isForeignName(scan)) {
            edits.replace(scan.object.start(), scan.object.end(), TEXT_COMPLETION);
        }
        saidBefore = allRepeatTheirEnd(scan.choices);
        for (Choice choice : scan.choices) {
            finish(edits, choice);
            if (rules.convertLogprobs() && choice.foreignLogprobs().exists()) {
                int start = choice.foreignLogprobs().start();
                int end = choice.foreignLogprobs().end();
                edits.replace(start, end, LogprobsConverter.toOpenAi(bytes, start, end));
            }
        }
    }

    static boolean isForeignName(AnswerScan scan) {
        return scan.is(scan.object, "\"text.completion\"")
                || scan.is(scan.object, "\"completion.chunk\"");
    }

    /** A chunk has come that is like the one before it, and ends nothing. */
    void goesOn() {
        saidBefore = false;
    }

    /**
     * {@code eos} is a stop, an empty reason none, and a choice finishes once. Other reasons pass,
     * known or not.
     */
    private void finish(Edits edits, Choice choice) {
        String given = choice.finishReason();
        String before = finishReasons.putIfAbsent(choice.index(), UNFINISHED);
        if (given == null) {
            return;
        }
        boolean hasFinished = before != null && !before.equals(UNFINISHED);
        if (given.isEmpty() || hasFinished) {
            edits.replace(choice.finish().start(), choice.finish().end(), NULL);
        } else if (given.equals("eos")) {
            edits.replace(choice.finish().start(), choice.finish().end(), STOP);
            finishReasons.put(choice.index(), "stop");
        } else {
            finishReasons.put(choice.index(), given);
        }
    }

    private boolean allRepeatTheirEnd(List<Choice> choices) {
        boolean all = !choices.isEmpty();
        for (Choice choice : choices) {
            all &= repeatsItsEnd(choice);
        }
        return all;
    }

    private boolean repeatsItsEnd(Choice choice) {
        String before = finishReasons.getOrDefault(choice.index(), UNFINISHED);
        return !before.equals(UNFINISHED)
                && choice.finishReason() != null
                && choice.contentBytes() == 0;
    }

    /**
     * Whether the chunk added last only ends choices that had ended: OpenAI's clients take nothing
     * after an end but usage, and OpenAI's Java client throws.
     */
    boolean saidBefore() {
        return saidBefore;
    }

    boolean hasChoices() {
        return !finishReasons.isEmpty();
    }

    boolean allFinished() {
        return hasChoices() && !finishReasons.containsValue(UNFINISHED);
    }

    /** Of the first choice that has finished. */
    @Nullable String finishReason() {
        for (String reason : finishReasons.values()) {
            if (!reason.equals(UNFINISHED)) {
                return reason;
            }
        }
        return null;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
