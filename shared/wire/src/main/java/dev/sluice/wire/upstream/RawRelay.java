package dev.sluice.wire.upstream;

import dev.sluice.core.Statuses;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Admitted;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.relay.Outcome;
import dev.sluice.wire.answer.ClientGone;
import dev.sluice.wire.answer.RawFormat;
import dev.sluice.wire.answer.Reply;
import dev.sluice.wire.dialect.RawAnswer;
import dev.sluice.wire.dialect.ToldError;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.error.UpstreamErrors;
import dev.sluice.wire.http.Post;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Relays bytes that nobody reads, piece by piece: what has come is sent before more is taken, so a
 * slow client slows its provider down and no answer is held. Until the first byte every failure is
 * a {@link Fault}, which another candidate may make good; after it the client sees a broken
 * transfer, never a clean end.
 */
final class RawRelay implements Exchange.Relaying {
    private static final int PIECE_BYTES = 16 << 10;
    private static final int MOST_ERROR_BYTES = 64 << 10;

    private final Exchange exchange;
    private final Post post;
    private final Vigil vigil;
    private final Reply reply;
    private final Admitted admitted;
    private final RawAnswer raw;
    private final KeyMask mask;
    private @Nullable RawFormat format;

    RawRelay(Exchange exchange, Post post, Vigil vigil, RawAnswer raw) {
        this.exchange = exchange;
        this.post = post;
        this.vigil = vigil;
        this.reply = exchange.reply();
        this.admitted = exchange.admitted();
        this.raw = raw;
        this.mask = exchange.mask();
    }

    @Override
    public Attempted relay(Answer answer) {
        try {
            RawAnswer.Passage passage =
                    raw.open(
                            new RawAnswer.Body(
                                    answer.header("content-type"),
                                    answer.lengthBytes(),
                                    answer.body(),
                                    vigil::alive,
                                    exchange.room()));
            if (passage == null) {
                return notBytes(answer.body().readNBytes(MOST_ERROR_BYTES));
            }
            format = passage.format();
            Attempted relayed = pass(passage.in(), passage.format());
            answer.release(exchange.upstream().timer());
            return relayed;
        } catch (ToldError e) {
            return refused(exchange.told(e.error()));
        } catch (IOException e) {
            return broken(e);
        } catch (ClientGone e) {
            return gone();
        }
    }

    private Attempted pass(InputStream in, RawFormat format) throws IOException, ClientGone {
        byte[] piece = new byte[PIECE_BYTES];
        long passedBytes = 0;
        Attempted.Delivered completed = null;
        for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
            if (count > 0) {
                long nowNanos = vigil.event();
                mask.mask(piece, 0, count);
                if (passedBytes == 0) {
                    exchange.leaves(); // where it is held, all of it is here
                }
                passedBytes += count;
                // With its last byte the client has its answer: the row is settled before.
                completed = passedBytes == format.lengthBytes() ? completed() : null;
                reply.piece(admitted, format, piece, count);
                vigil.wrote();
                note(nowNanos);
            }
        }
        if (passedBytes == 0) {
            return refused(Fault.of(Fault.Kind.FAILED, 0, "it sent status 200 and no answer"));
        }
        Attempted.Delivered whole = completed == null ? completed() : completed;
        reply.finish(format, raw.usage());
        return whole;
    }

    private void note(long nowNanos) {
        if (admitted.noteIsDue(nowNanos)) {
            admitted.note(raw.usage());
        }
    }

    private Attempted.Delivered completed() {
        Attempted.Delivered completed = delivered(Outcome.COMPLETED, null, null);
        exchange.settle(completed);
        return completed;
    }

    /** An error under a status of success, or a page of somebody who stands before the provider. */
    private Attempted notBytes(byte[] body) {
        UpstreamError error = UpstreamErrors.told(body, 0, body.length);
        return refused(
                error == null
                        ? Fault.of(Fault.Kind.FAILED, 0, "it sent text where bytes were asked for")
                        : exchange.told(error));
    }

    @Override
    public Attempted broken(IOException cause) {
        return vigil.clientIsGone()
                ? gone()
                : refused(
                        BrokenOff.fault(vigil.reason(), cause),
                        Exchange.brokenOff(post, vigil, raw.told(), exchange.estimated(0)));
    }

    @Override
    public Attempted refused(Fault fault) {
        return refused(fault, Exchange.spent(raw.told()));
    }

    private Attempted refused(Fault fault, Metered spent) {
        if (!reply.moment().hasBegun() || format == null) {
            return new Attempted.Refused(fault, spent);
        }
        Rejection failed = BrokenOff.begun(fault, "in mid-answer", false);
        Attempted.Delivered broken =
                delivered(
                        vigil.ourTimeIsUp() ? Outcome.DEADLINE : Outcome.UPSTREAM_FAILED,
                        Statuses.code(failed),
                        fault);
        exchange.settle(broken);
        reply.refuse(failed);
        return broken;
    }

    /** The provider has been asked: what it makes of that is billed, heard or not. */
    private Attempted gone() {
        return new Attempted.Delivered(
                Outcome.CLIENT_GONE,
                reply.hasSent() ? 200 : Exchange.CLIENT_CLOSED_REQUEST,
                raw.usage(),
                null,
                "client_gone",
                reply.firstByteNanos());
    }

    private Attempted.Delivered delivered(
            Outcome outcome, @Nullable String errorCode, @Nullable Fault fault) {
        Metered usage = raw.usage();
        return new Attempted.Delivered(
                outcome, 200, usage, null, errorCode, reply.firstByteNanos(), fault);
    }
}
