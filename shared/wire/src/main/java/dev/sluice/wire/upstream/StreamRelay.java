package dev.sluice.wire.upstream;

import dev.sluice.core.Statuses;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Admitted;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.relay.Outcome;
import dev.sluice.wire.answer.ClientGone;
import dev.sluice.wire.answer.Reply;
import dev.sluice.wire.dialect.Answers;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.http.Post;
import dev.sluice.wire.openai.answer.EventReader;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import dev.sluice.wire.room.Growth;
import dev.sluice.wire.room.WholeBody;
import dev.sluice.wire.sse.EventTooLarge;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseReader;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Relays a stream event by event. Until the first one every failure is a {@link Fault}, which
 * another candidate may make good, whether a keep-alive has committed the status or not; after it a
 * failure is an error event, never a clean end.
 *
 * <p>A client that hangs up in mid-text ends it at once. One that does so when every choice has
 * finished does not: what is still to come is read for the usage, which tells of reasoning that
 * nobody saw.
 */
final class StreamRelay implements Exchange.Relaying {
    private final Exchange exchange;
    private final Post post;
    private final Vigil vigil;
    private final Reply reply;
    private final Admitted admitted;
    private final Answers answers;
    private final EventReader reader;
    private final KeyMask mask;

    StreamRelay(Exchange exchange, Post post, Vigil vigil, Answers answers) {
        this.exchange = exchange;
        this.post = post;
        this.vigil = vigil;
        this.reply = exchange.reply();
        this.admitted = exchange.admitted();
        this.answers = answers;
        this.reader = answers.events();
        this.mask = exchange.mask();
    }

    @Override
    public Attempted relay(Answer answer) {
        try {
            answer.beforeWaiting(this::flush);
            Opening opening = Opening.of(answer.body(), vigil::alive);
            Attempted failed =
                    opening.isJson()
                            ? whole(
                                    WholeBody.read(
                                            opening.body(),
                                            answer.lengthBytes(),
                                            vigil::event,
                                            exchange.room()))
                            : events(opening.events(vigil::alive, exchange.room()));
            if (failed != null) {
                return failed;
            }
            answer.release(exchange.upstream().timer());
            return ended();
        } catch (EventTooLarge e) {
            return brokenOff(
                    Fault.of(
                            Fault.Kind.FAILED,
                            0,
                            "it sent an event larger than "
                                    + SseReader.MAX_EVENT_BYTES
                                    + " bytes"));
        } catch (IOException e) {
            return vigil.reason() == null && reader.endedProperly() ? ended() : broken(e);
        } catch (ClientGone e) {
            return gone();
        }
    }

    /** Relays to the end; returns what went wrong, null if nothing did. */
    private @Nullable Attempted events(SseReader events) throws IOException, ClientGone {
        for (SseEvent event = events.next(); event != null; event = events.next()) {
            Attempted failed = said(event);
            if (failed != null || reader.sawDone()) {
                return failed;
            }
        }
        return null;
    }

    private @Nullable Attempted said(SseEvent event) throws ClientGone {
        mask.mask(event.buffer(), event.offset(), event.offset() + event.length());
        if (event.length() <= Growth.FREE_BYTES) {
            return relayed(event);
        }
        exchange.leaves();
        Attempted failed = relayed(event);
        exchange.left();
        return failed;
    }

    private @Nullable Attempted relayed(SseEvent event) throws ClientGone {
        if (answers.areEventsOurs()) {
            return event(event);
        }
        List<SseEvent> events = answers.read(event);
        if (events.isEmpty()) {
            vigil.alive();
        }
        return all(events);
    }

    private @Nullable Attempted all(List<SseEvent> events) throws ClientGone {
        for (SseEvent event : events) {
            Attempted failed = event(event);
            if (failed != null) {
                return failed;
            }
        }
        return null;
    }

    /** The same for a whole answer, which nobody asked for. */
    private @Nullable Attempted whole(byte[] body) throws ClientGone {
        mask.mask(body, 0, body.length);
        UnaryAnswer read = answers.whole(body);
        if (read instanceof UnaryAnswer.Failure(UpstreamError error, var usage)) {
            return refused(exchange.told(error), Exchange.spent(usage));
        }
        if (read instanceof UnaryAnswer.NotACompletion(String reason, var usage)) {
            return refused(
                    Fault.of(Fault.Kind.FAILED, 0, "its answer is no completion: " + reason),
                    Exchange.spent(usage));
        }
        exchange.leaves();
        return all(answers.unfolded(body));
    }

    /** Relays one event; returns what went wrong, null if nothing did. */
    private @Nullable Attempted event(SseEvent event) throws ClientGone {
        switch (reader.accept(event)) {
            case RELAY -> write(vigil.event());
            case DROP -> vigil.event();
            case DONE -> {}
            case ERROR -> {
                return errorEvent();
            }
            case MALFORMED -> {
                return refused(Fault.of(Fault.Kind.FAILED, 0, "it sent an event that is no JSON"));
            }
        }
        return null;
    }

    private void write(long nowNanos) throws ClientGone {
        boolean usageIsMissing = reader.lacksOnlyUsage();
        vigil.textIsOver(usageIsMissing);
        if (!vigil.clientIsGone()) {
            try {
                reply.event(admitted, reader);
                vigil.writes(nowNanos);
            } catch (ClientGone e) {
                if (!usageIsMissing) {
                    throw e;
                }
                vigil.end(Vigil.Reason.CLIENT_GONE);
            }
        }
        if (admitted.noteIsDue(nowNanos)) {
            flush(); // what is noted may take its time
            admitted.note(usage());
        }
    }

    /** Sends what has gathered; a client that is gone cuts the provider, as where it hangs up. */
    private void flush() {
        try {
            if (reply.flush()) {
                vigil.wrote();
            }
        } catch (ClientGone e) {
            vigil.end(Vigil.Reason.CLIENT_GONE);
        }
    }

    private Attempted ended() {
        flush(); // what is settled may take its time
        if (vigil.clientIsGone()) {
            return gone();
        }
        if (!reader.sawChoice()) {
            return refused(noAnswer());
        }
        if (!reader.endedProperly()) {
            return brokenOff(
                    Fault.of(
                            Fault.Kind.FAILED,
                            0,
                            "its stream broke off before the answer was complete"));
        }
        Attempted.Delivered completed = delivered(Outcome.COMPLETED, null, null);
        exchange.settle(completed);
        try {
            reply.finish(admitted, reader, exchange.estimatedInputTokens());
        } catch (ClientGone e) {
            return gone();
        }
        return completed;
    }

    private Attempted errorEvent() {
        UpstreamError error = reader.error();
        return refused(error == null ? noAnswer() : exchange.told(error));
    }

    @Override
    public Attempted broken(IOException cause) {
        return vigil.clientIsGone() ? gone() : brokenOff(BrokenOff.fault(vigil.reason(), cause));
    }

    private Attempted brokenOff(Fault fault) {
        return refused(fault, Exchange.brokenOff(post, vigil, reader.usage(), usage()));
    }

    /** A fault: for another candidate if the answer has not begun, else told in the stream. */
    @Override
    public Attempted refused(Fault fault) {
        return refused(fault, Exchange.spent(reader.usage()));
    }

    private Attempted refused(Fault fault, Metered spent) {
        if (!reply.moment().hasBegun()) {
            return new Attempted.Refused(fault, spent);
        }
        Rejection failed =
                BrokenOff.begun(
                        fault, "in mid-stream", fault.status() == 503 || fault.status() == 529);
        Attempted.Delivered broken =
                delivered(
                        vigil.ourTimeIsUp() ? Outcome.DEADLINE : Outcome.UPSTREAM_FAILED,
                        Statuses.code(failed),
                        fault);
        flush();
        exchange.settle(broken);
        try {
            reply.fail(told(failed, fault));
        } catch (ClientGone e) {
            return broken; // there is nobody to tell
        }
        return broken;
    }

    /** An overflow is the request's own fault, even here: agents must not send it again. */
    private static Rejection told(Rejection failed, Fault fault) {
        return fault.isOverflow()
                ? new Rejection.RefusedUpstream(
                        400, failed.message(), "invalid_request_error", null, fault.code())
                : failed;
    }

    private Attempted gone() {
        return reply.hasSent()
                ? delivered(Outcome.CLIENT_GONE, "client_gone", null)
                : exchange.gone(usage());
    }

    private Attempted.Delivered delivered(
            Outcome outcome, @Nullable String errorCode, @Nullable Fault fault) {
        return new Attempted.Delivered(
                outcome,
                200,
                usage(),
                reader.finishReason(),
                errorCode,
                reply.firstByteNanos(),
                fault);
    }

    private Metered usage() {
        Metered usage = reader.usageOrEstimate(exchange.estimatedInputTokens());
        return reader.usage() == null ? exchange.estimated(usage.of(Measure.OUTPUT_TOKENS)) : usage;
    }

    private static Fault noAnswer() {
        return Fault.of(Fault.Kind.FAILED, 0, "it sent status 200 and no answer");
    }
}
