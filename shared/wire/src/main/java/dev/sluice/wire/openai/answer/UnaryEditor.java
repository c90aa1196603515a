package dev.sluice.wire.openai.answer;

import dev.sluice.core.measure.Metered;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.error.UpstreamErrors;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Patched;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * Reads a whole answer and changes what must be changed; usage stays in it, and where there is none
 * an estimate stands in its place. The body array must not change afterwards.
 */
public final class UnaryEditor {
    private UnaryEditor() {}

    /** One whose usage no client is told. */
    public static UnaryAnswer read(byte[] body, AnswerRules rules) {
        return read(body, rules, OptionalLong.empty());
    }

    /**
     * @param estimatedInputTokens what the usage says where the provider says nothing
     */
    public static UnaryAnswer read(byte[] body, AnswerRules rules, long estimatedInputTokens) {
        return read(body, rules, OptionalLong.of(estimatedInputTokens));
    }

    private static UnaryAnswer read(
            byte[] body, AnswerRules rules, OptionalLong estimatedInputTokens) {
        // DeepSeek keeps the connection alive with blank lines in front of the body.
        int from = JsonText.skipSpace(body, 0, body.length);
        if (from == body.length) {
            return new UnaryAnswer.NotACompletion("the body is empty");
        }
        try {
            return completion(body, from, rules, estimatedInputTokens);
        } catch (MalformedJson e) {
            UpstreamError error = UpstreamErrors.told(body, from, body.length);
            return error == null
                    ? new UnaryAnswer.NotACompletion(
                            "the body is no JSON object: " + e.getMessage())
                    : new UnaryAnswer.Failure(error, null);
        }
    }

    private static UnaryAnswer completion(
            byte[] body, int from, AnswerRules rules, OptionalLong estimatedInputTokens)
            throws MalformedJson {
        AnswerScan scan = AnswerScan.of(body, from, body.length, rules);
        if (scan.isError(false)) {
            return new UnaryAnswer.Failure(
                    UpstreamErrors.under200(body, from, body.length), scan.usage);
        }
        if (scan.choices.isEmpty()) {
            return new UnaryAnswer.NotACompletion("the answer has no choices", scan.usage);
        }
        AnswerEdits answer = new AnswerEdits(rules);
        Edits edits = new Edits();
        answer.add(edits, body, scan);
        long contentBytes = 0;
        for (AnswerScan.Choice choice : scan.choices) {
            contentBytes += choice.contentBytes();
        }
        if (scan.usage == null && estimatedInputTokens.isPresent()) {
            long inputTokens = estimatedInputTokens.getAsLong();
            Metered estimate = ToldUsage.orEstimated(null, inputTokens, contentBytes);
            tell(edits, body, scan, UsageChunk.json(estimate));
        }
        Patched patched = new Patched(body, from, body.length, edits);
        return new UnaryAnswer.Completion(patched, scan.usage, answer.finishReason(), contentBytes);
    }

    private static void tell(Edits edits, byte[] body, AnswerScan scan, String usage) {
        if (scan.usageValue.exists()) {
            byte[] value = usage.getBytes(StandardCharsets.US_ASCII);
            edits.replace(scan.usageValue.start(), scan.usageValue.end(), value);
            return;
        }
        int end = body.length - 1;
        while (body[end] != '}') {
            end--;
        }
        edits.insert(end, (",\"usage\":" + usage).getBytes(StandardCharsets.US_ASCII));
    }
}
