package dev.sluice.wire.upstream;

import dev.sluice.core.call.Rejected;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.relay.Usage;
import dev.sluice.wire.openai.UnaryAnswer;
import dev.sluice.wire.openai.UnaryEditor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Relays a whole answer: reads it, edits it, sends it. Nothing is committed before all of it is
 * here and makes sense.
 */
final class UnaryRelay implements Exchange.Relaying {
    private static final int MOST_BODY_BYTES = 64 << 20;
    private static final int FIRST_BUFFER_BYTES = 4 << 10;

    private final Exchange exchange;
    private final Vigil vigil;

    UnaryRelay(Exchange exchange, Vigil vigil) {
        this.exchange = exchange;
        this.vigil = vigil;
    }

    @Override
    public Attempted relay(Answer answer) throws IOException {
        return switch (UnaryEditor.read(body(answer), exchange.rules())) {
            case UnaryAnswer.Completion completion -> send(completion);
            case UnaryAnswer.Failure failure ->
                    new Attempted.Refused(
                            FaultReader.inStream(
                                    failure.error(), exchange.admitted().candidate().slot().key()));
            case UnaryAnswer.NotACompletion not ->
                    new Attempted.Refused(
                            Fault.of(
                                    Fault.Kind.FAILED,
                                    0,
                                    "its answer is no completion: " + not.reason()));
        };
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

    /**
     * Bytes as they come, each piece a sign of life: DeepSeek sends blank lines while it thinks.
     */
    private byte[] body(Answer answer) throws IOException {
        InputStream in = answer.body();
        // One byte more than announced: the read that finds the end needs room too.
        byte[] bytes = new byte[Math.clamp(answer.lengthBytes() + 1, FIRST_BUFFER_BYTES, 1 << 20)];
        int size = 0;
        for (int count = in.read(bytes); count >= 0; ) {
            vigil.event();
            size += count;
            if (size > MOST_BODY_BYTES) {
                throw new IOException("the answer is larger than " + MOST_BODY_BYTES + " bytes");
            }
            if (size == bytes.length) {
                bytes = Arrays.copyOf(bytes, size * 2);
            }
            count = in.read(bytes, size, bytes.length - size);
        }
        return Arrays.copyOf(bytes, size);
    }
}
