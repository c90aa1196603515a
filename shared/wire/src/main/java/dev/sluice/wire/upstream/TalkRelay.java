package dev.sluice.wire.upstream;

import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.answer.ClientGone;
import dev.sluice.wire.answer.RawFormat;
import dev.sluice.wire.dialect.Dialect;
import dev.sluice.wire.dialect.Talk;
import dev.sluice.wire.dialect.Turn;
import dev.sluice.wire.http.Post;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import dev.sluice.wire.room.WholeBody;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Relays an answer that takes several calls: one after the other, until the {@link Talk} is over or
 * its time is. Nothing is committed before. For one thread.
 */
final class TalkRelay {
    private static final RawFormat EVENTS =
            new RawFormat.Plain("text/event-stream; charset=utf-8", -1);

    /** What came of one call: a body, or why there is none. */
    private record Heard(byte[] body, @Nullable Fault fault, boolean isRefused) {
        static Heard of(byte[] body) {
            return new Heard(body, null, false);
        }

        static Heard nothing(Fault fault, boolean isRefused) {
            return new Heard(new byte[0], fault, isRefused);
        }
    }

    private final Exchange exchange;
    private final Dialect dialect;
    private final Talk talk;
    private final KeyMask mask;
    private final CountDownLatch cut = new CountDownLatch(1);
    private volatile @Nullable Post current;

    TalkRelay(Exchange exchange, Dialect dialect, Talk talk) {
        this.exchange = exchange;
        this.dialect = dialect;
        this.talk = talk;
        this.mask = exchange.mask();
    }

    Attempted run(Post first) {
        try (Vigil vigil = exchange.vigil(this::cut, exchange.isStream())) {
            exchange.reply().client().onHangUp(() -> vigil.end(Vigil.Reason.CLIENT_GONE));
            return talk(first, vigil);
        }
    }

    private void cut() {
        cut.countDown();
        Post cutting = current;
        if (cutting != null) {
            cutting.cancel();
        }
    }

    private Attempted talk(Post first, Vigil vigil) {
        Heard heard = ask(first, vigil);
        if (heard.fault() != null) {
            return unheard(heard.fault(), heard.isRefused(), vigil);
        }
        Turn turn = talk.heard(heard.body());
        while (!(turn instanceof Turn.End end)) {
            heard = next(turn, vigil);
            Fault fault = heard.fault();
            Turn after =
                    fault == null
                            ? talk.heard(heard.body())
                            : vigil.reason() == null ? talk.missed(fault) : null;
            if (after == null) {
                return over(fault, vigil);
            }
            turn = after;
        }
        return end(end.answer());
    }

    private Heard next(Turn turn, Vigil vigil) {
        if (turn instanceof Turn.Look look && isCutWithin(look.waitMillis())) {
            return Heard.nothing(BrokenOff.timeIsOver(vigil), false);
        }
        try {
            return ask(post(turn), vigil);
        } catch (IOException e) { // nothing proves any more whose account pays
            return unreached(String.valueOf(e.getMessage()));
        }
    }

    private Post post(Turn turn) throws IOException {
        UpstreamClient http = exchange.upstream().http();
        // No switch over types: it is linked at its first use.
        if (turn instanceof Turn.Look look) {
            return http.look(candidate(), look.path(), dialect, exchange.asked().trace());
        }
        return turn instanceof Turn.Fetch fetch
                ? http.fetch(fetch.address())
                : exchange.prepare(((Turn.Say) turn).spoken(), dialect);
    }

    private boolean isCutWithin(long millis) {
        try {
            return cut.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private Heard ask(Post post, Vigil vigil) {
        current = post;
        if (cut.getCount() == 0) {
            post.cancel();
        }
        try (Answer answer = exchange.upstream().http().open(post)) {
            if (answer.status() / 100 != 2) {
                return Heard.nothing(exchange.read(answer), true);
            }
            byte[] body =
                    WholeBody.read(
                            answer.body(), answer.lengthBytes(), vigil::event, exchange.room());
            mask.mask(body, 0, body.length);
            return Heard.of(body);
        } catch (IOException e) {
            Fault fault = BrokenOff.fault(vigil.reason(), e);
            return post.hasLeft() || vigil.reason() != null
                    ? Heard.nothing(fault, !post.hasLeft())
                    : unreached(fault.message());
        }
    }

    private static Heard unreached(String why) {
        return Heard.nothing(Fault.of(Fault.Kind.UNREACHED, 0, why), true);
    }

    /** The first call had no answer; one that was refused, or never left, has begun nothing. */
    private Attempted unheard(Fault fault, boolean isRefused, Vigil vigil) {
        if (vigil.reason() == Vigil.Reason.CLIENT_GONE) {
            return exchange.gone(talk.isPaidOnce() ? talk.owed() : Metered.NONE);
        }
        return talk.isPaidOnce() && !isRefused ? lost(fault) : new Attempted.Refused(fault);
    }

    private Attempted over(@Nullable Fault fault, Vigil vigil) {
        if (vigil.reason() == Vigil.Reason.CLIENT_GONE) {
            return exchange.gone(talk.owed());
        }
        Fault why = fault == null || vigil.reason() != null ? BrokenOff.timeIsOver(vigil) : fault;
        return talk.isPaidOnce() ? lost(why) : new Attempted.Refused(why, talk.owed());
    }

    /** What was begun is paid, whoever has it now. */
    private Attempted lost(Fault fault) {
        int status = fault.kind() == Fault.Kind.TIMED_OUT ? 504 : 502;
        return new Attempted.Refused(
                Fault.of(Fault.Kind.LOST, status, fault.message()), talk.owed());
    }

    private Attempted end(UnaryAnswer answer) {
        if (answer instanceof UnaryAnswer.Completion completion) {
            return send(completion);
        }
        if (answer instanceof UnaryAnswer.Failure failure) {
            return new Attempted.Refused(
                    exchange.told(failure.error()), Exchange.spent(failure.usage()));
        }
        UnaryAnswer.NotACompletion not = (UnaryAnswer.NotACompletion) answer;
        Fault fault = Fault.of(Fault.Kind.FAILED, 0, "its answer makes no sense: " + not.reason());
        return talk.isPaidOnce() ? lost(fault) : new Attempted.Refused(fault, talk.owed());
    }

    private Attempted send(UnaryAnswer.Completion completion) {
        return exchange.whole(
                completion.usage() == null ? talk.owed() : completion.usage(),
                completion.finishReason(),
                () -> write(completion.body()));
    }

    /** What was asked for as events is events already. */
    private void write(Patched body) throws ClientGone {
        if (exchange.isStream()) {
            byte[] events = body.toByteArray();
            exchange.reply().piece(exchange.admitted(), EVENTS, events, events.length);
            exchange.reply().finish(EVENTS, Metered.NONE);
        } else {
            exchange.reply().whole(exchange.admitted(), body);
        }
    }

    private Candidate candidate() {
        return exchange.admitted().candidate();
    }
}
