package dev.sluice.wire.upstream;

import dev.sluice.core.call.Rejected;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.relay.Usage;
import dev.sluice.wire.openai.Fold;
import dev.sluice.wire.openai.UnaryAnswer;
import dev.sluice.wire.openai.UnaryEditor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/**
 * Relays a whole answer: reads it, edits it, sends it. Nothing is committed before all of it is
 * here and makes sense.
 */
final class UnaryRelay implements Exchange.Relaying {
    private final Exchange exchange;
    private final Vigil vigil;
    private final KeyMask mask;

    UnaryRelay(Exchange exchange, Vigil vigil) {
        this.exchange = exchange;
        this.vigil = vigil;
        this.mask = new KeyMask(exchange.admitted().candidate().slot().key());
    }

    @Override
    public Attempted relay(Answer answer) throws IOException {
        return switch (read(answer)) {
            case UnaryAnswer.Completion completion -> send(completion);
            case UnaryAnswer.Failure failure ->
                    new Attempted.Refused(
                            FaultReader.inStream(
                                    failure.error(), exchange.admitted().candidate().slot().key()),
                            Exchange.spent(failure.usage()));
            case UnaryAnswer.NotACompletion not ->
                    new Attempted.Refused(
                            Fault.of(
                                    Fault.Kind.FAILED,
                                    0,
                                    "its answer is no completion: " + not.reason()));
        };
    }

    private UnaryAnswer read(Answer answer) throws IOException {
        Opening opening = Opening.of(answer.body(), vigil::event);
        if (!opening.isEvents()) {
            byte[] body = WholeBody.read(opening.body(), answer.lengthBytes(), vigil);
            mask.mask(body, 0, body.length);
            return UnaryEditor.read(body, exchange.rules());
        }
        Fold fold = new Fold(exchange.rules(), WholeBody.MOST_BYTES);
        FoldedBody.read(opening.body(), fold, mask, vigil);
        answer.release(exchange.upstream().timer());
        return fold.answer(exchange.estimatedInputTokens());
    }

    @Override
    public Attempted refused(Fault fault) {
        return new Attempted.Refused(fault);
    }

    @Override
    public Attempted broken(IOException cause) {
        return exchange.broken(vigil, cause);
    }

    private Attempted send(UnaryAnswer.Completion completion) {
        Usage usage = Exchange.usage(completion.usageOrEstimate(exchange.estimatedInputTokens()));
        long firstByteNanos;
        try {
            exchange.admitted().beforeFirstByte();
        } catch (Rejected e) {
            return new Attempted.Refused(Exchange.unrecorded(e));
        }
        try {
            OutputStream out =
                    exchange.client()
                            .begin(
                                    exchange.admitted(),
                                    "application/json",
                                    completion.body().lengthBytes());
            firstByteNanos = exchange.upstream().clock().nanos();
            completion.body().writeTo(out);
            out.flush();
        } catch (IOException e) {
            return exchange.gone(usage);
        }
        return new Attempted.Delivered(
                Outcome.COMPLETED,
                200,
                usage,
                completion.finishReason(),
                null,
                OptionalLong.of(firstByteNanos));
    }
}
