package dev.sluice.wire.openai;

import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Patched;

/**
 * Reads a whole answer and changes what must be changed; usage stays in it. The body array must not
 * change afterwards.
 */
public final class UnaryEditor {
    private UnaryEditor() {}

    public static UnaryAnswer read(byte[] body, AnswerRules rules) {
        // DeepSeek keeps the connection alive with blank lines in front of the body.
        int from = JsonText.skipSpace(body, 0, body.length);
        if (from == body.length) {
            return new UnaryAnswer.NotACompletion("the body is empty");
        }
        try {
            return completion(body, from, rules);
        } catch (MalformedJson e) {
            UpstreamError error = UpstreamErrors.told(body, from, body.length);
            return error == null
                    ? new UnaryAnswer.NotACompletion(
                            "the body is no JSON object: " + e.getMessage())
                    : new UnaryAnswer.Failure(error, null);
        }
    }

    private static UnaryAnswer completion(byte[] body, int from, AnswerRules rules)
            throws MalformedJson {
        AnswerScan scan = AnswerScan.of(body, from, body.length, rules.reasoningOutside());
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
        Patched patched = new Patched(body, from, body.length, edits);
        return new UnaryAnswer.Completion(patched, scan.usage, answer.finishReason(), contentBytes);
    }
}
