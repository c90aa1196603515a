package dev.sluice.wire.upstream;

import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.Fault;
import dev.sluice.wire.dialect.Answers;
import dev.sluice.wire.http.Post;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.answer.Fold;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import dev.sluice.wire.room.WholeBody;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Relays a whole answer: reads it, edits it, sends it. Nothing is committed before all of it is
 * here and makes sense.
 */
final class UnaryRelay implements Exchange.Relaying {
    private final Exchange exchange;
    private final Post post;
    private final Vigil vigil;
    private final Answers answers;
    private final KeyMask mask;
    private @Nullable Fold fold;

    UnaryRelay(Exchange exchange, Post post, Vigil vigil, Answers answers) {
        this.exchange = exchange;
        this.post = post;
        this.vigil = vigil;
        this.answers = answers;
        this.mask = exchange.mask();
    }

    @Override
    public Attempted relay(Answer answer) throws IOException {
        return switch (read(answer)) {
            case UnaryAnswer.Completion completion -> send(completion);
            case UnaryAnswer.Failure failure ->
                    new Attempted.Refused(
                            exchange.told(failure.error()), Exchange.spent(failure.usage()));
            case UnaryAnswer.NotACompletion not ->
                    new Attempted.Refused(
                            Fault.of(
                                    Fault.Kind.FAILED,
                                    0,
                                    "its answer is no completion: " + not.reason()),
                            isBrokenOff() ? brokenOff() : Exchange.spent(not.usage()));
        };
    }

    private UnaryAnswer read(Answer answer) throws IOException {
        Runnable heard = vigil::event;
        Opening opening = Opening.of(answer.body(), heard);
        if (!opening.isEvents()) {
            byte[] body =
                    WholeBody.read(opening.body(), answer.lengthBytes(), heard, exchange.room());
            mask.mask(body, 0, body.length);
            return answers.whole(body);
        }
        Fold folding = answers.fold(WholeBody.MOST_BYTES).orElse(null);
        if (folding == null) {
            return new UnaryAnswer.NotACompletion("it came as events");
        }
        fold = folding;
        new FoldedBody(answers, folding, mask, vigil)
                .read(opening.events(vigil::alive, exchange.room()), exchange.room());
        answer.release(exchange.upstream().timer());
        return folding.answer(exchange.estimatedInputTokens());
    }

    @Override
    public Attempted refused(Fault fault) {
        return new Attempted.Refused(fault);
    }

    @Override
    public Attempted broken(IOException cause) {
        if (vigil.clientIsGone()) {
            return exchange.gone(Exchange.spent(told()));
        }
        return new Attempted.Refused(BrokenOff.fault(vigil.reason(), cause), brokenOff());
    }

    /** Whether it came as events that ended before it did. */
    private boolean isBrokenOff() {
        return fold != null && fold.brokeOff();
    }

    private Metered brokenOff() {
        return Exchange.brokenOff(post, vigil, told(), exchange.estimated(0));
    }

    private @Nullable Metered told() {
        return fold == null ? null : fold.usage();
    }

    private Attempted send(UnaryAnswer.Completion completion) {
        return exchange.whole(
                usage(completion),
                completion.finishReason(),
                () ->
                        exchange.reply()
                                .whole(exchange.admitted(), answers.wholeType(), told(completion)));
    }

    private Metered usage(UnaryAnswer.Completion completion) {
        Metered usage = completion.usageOrEstimate(exchange.estimatedInputTokens());
        return completion.usage() == null
                ? exchange.estimated(usage.of(Measure.OUTPUT_TOKENS))
                : usage;
    }

    private Patched told(UnaryAnswer.Completion completion) {
        return answers.isPassedThrough()
                ? completion.body()
                : exchange.reply().format().whole(completion, exchange.estimatedInputTokens());
    }
}
