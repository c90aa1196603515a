package dev.sluice.wire.upstream;

import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.Fault;
import dev.sluice.wire.dialect.Dialect;
import dev.sluice.wire.dialect.Round;
import dev.sluice.wire.http.Post;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import dev.sluice.wire.room.WholeBody;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Relays an answer that takes several calls: some of the {@link Round}'s questions at once, until
 * each was heard or one failed. That one ends those behind it; those before it are heard, as if all
 * had been asked one after the other. Nothing is committed before. What a provider was asked when
 * the client hung up, or our time was over, it may have read: it is estimated.
 */
final class RoundRelay {
    /** Of one request; what more there are wait. */
    private static final int AT_ONCE = 8;

    private final Exchange exchange;
    private final Dialect dialect;
    private final Round round;
    private final Map<Integer, Post> open = new ConcurrentHashMap<>();

    /** Nothing at this place, or behind it, is asked any more. */
    private volatile int end;

    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
    private @Nullable Fault fault;
    private Metered wasted = Metered.NONE;

    RoundRelay(Exchange exchange, Dialect dialect, Round round) {
        this.exchange = exchange;
        this.dialect = dialect;
        this.round = round;
        this.end = round.size();
    }

    /**
     * Asks them all.
     *
     * @param first the question at place 0
     */
    Attempted run(Post first) {
        try (Vigil vigil = exchange.vigil(() -> cut(0), false)) {
            exchange.reply().client().onHangUp(() -> vigil.end(Vigil.Reason.CLIENT_GONE));
            if (round.size() == 1) {
                ask(0, first, vigil);
            } else {
                askAll(first, vigil);
            }
            return end(vigil);
        }
    }

    private void askAll(Post first, Vigil vigil) {
        int atOnce = Math.min(AT_ONCE, round.size());
        try (ExecutorService askers =
                Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().factory())) {
            askers.execute(() -> asking(() -> ask(0, first, vigil)));
            for (int i = 1; i < round.size(); i++) {
                int place = i;
                askers.execute(() -> asking(() -> ask(place, vigil)));
            }
        }
        Throwable thrown = broken.get();
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException failure) {
            throw failure;
        }
    }

    /** What nobody expects ends the round, and is thrown to who asked for it. */
    private void asking(Runnable question) {
        try {
            question.run();
        } catch (RuntimeException | Error e) {
            broken.compareAndSet(null, e);
            cut(0);
        }
    }

    private void ask(int place, Vigil vigil) {
        if (place >= end) {
            return;
        }
        try {
            ask(place, exchange.prepare(round.question(place), dialect), vigil);
        } catch (IOException e) { // nothing proves any more whose account pays
            String why = String.valueOf(e.getMessage());
            fail(place, Fault.of(Fault.Kind.UNREACHED, 0, why), Metered.NONE);
        }
    }

    private void ask(int place, Post post, Vigil vigil) {
        open.put(place, post);
        if (place >= end) {
            open.remove(place);
            return;
        }
        try (Answer answer = exchange.upstream().http().open(post)) {
            if (answer.status() / 100 != 2) {
                fail(place, exchange.read(answer), Metered.NONE);
                return;
            }
            byte[] body =
                    WholeBody.read(
                            answer.body(), answer.lengthBytes(), vigil::event, exchange.room());
            exchange.mask().mask(body, 0, body.length);
            UnaryAnswer wrong = round.heard(place, body);
            if (wrong != null) {
                fail(place, wrong);
            }
        } catch (IOException e) {
            boolean hasWorked = BrokenOff.hasWorked(post, vigil.reason());
            fail(place, BrokenOff.fault(vigil.reason(), e), hasWorked ? unheard() : Metered.NONE);
        } finally {
            open.remove(place);
        }
    }

    private Metered unheard() {
        long inputTokens = Math.ceilDiv(exchange.estimatedInputTokens(), round.size());
        return Metered.ofTokens(inputTokens, 0, 0, 0, true);
    }

    private void fail(int place, UnaryAnswer wrong) {
        // No switch over types: it is linked at its first use.
        if (wrong instanceof UnaryAnswer.Failure failure) {
            fail(place, exchange.told(failure.error()), Exchange.spent(failure.usage()));
            return;
        }
        boolean isNone = wrong instanceof UnaryAnswer.NotACompletion;
        UnaryAnswer.NotACompletion not =
                isNone
                        ? (UnaryAnswer.NotACompletion) wrong
                        : new UnaryAnswer.NotACompletion("it is another");
        Fault nonsense =
                Fault.of(Fault.Kind.FAILED, 0, "its answer makes no sense: " + not.reason());
        fail(place, nonsense, Exchange.spent(not.usage()));
    }

    private void fail(int place, Fault why, Metered spent) {
        synchronized (this) {
            wasted = wasted.plus(spent);
            if (place < end) {
                fault = why;
                end = place;
            }
        }
        cut(place);
    }

    /** Ends what is asked there and behind it. */
    private void cut(int place) {
        synchronized (this) {
            end = Math.min(end, place);
        }
        open.forEach(
                (asked, post) -> {
                    if (asked >= place) {
                        post.cancel();
                    }
                });
    }

    private synchronized Attempted end(Vigil vigil) {
        if (vigil.reason() == Vigil.Reason.CLIENT_GONE) {
            return exchange.gone(round.owed().plus(wasted));
        }
        if (fault == null && vigil.reason() == null) {
            return send(round.told());
        }
        Fault why = fault == null || vigil.reason() != null ? BrokenOff.timeIsOver(vigil) : fault;
        return new Attempted.Refused(why, round.owed().plus(wasted));
    }

    private Attempted send(UnaryAnswer.Completion completion) {
        return exchange.whole(
                completion.usage() == null ? round.owed() : completion.usage(),
                completion.finishReason(),
                () -> exchange.reply().whole(exchange.admitted(), completion.body()));
    }
}
