package dev.sluice.wire.upstream;

import dev.sluice.core.call.Call;
import dev.sluice.core.relay.Admitted;
import dev.sluice.core.relay.Attempt;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.relay.Moment;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.time.Clock;
import dev.sluice.wire.answer.Reply;
import dev.sluice.wire.dialect.Question;
import dev.sluice.wire.dialects.Dialects;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.job.JobHooks;
import dev.sluice.wire.room.Room;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Makes the attempts of requests: each relays one answer of one provider to one client. Safe for
 * use by any thread.
 */
public final class Upstream implements AutoCloseable {
    private final UpstreamClient http;
    private final Dialects dialects;
    private final Timeouts timeouts;
    private final Clock clock;
    private final JobHooks hooks;
    private final Room answers;
    private final Running running = new Running();
    private final ScheduledExecutorService timer = new QuietTimer();

    public Upstream(UpstreamClient http, Dialects dialects, Timeouts timeouts, Clock clock) {
        this(
                http,
                dialects,
                timeouts,
                clock,
                new JobHooks(Optional.empty()),
                Room.ofAnswers(Runtime.getRuntime().maxMemory()));
    }

    /**
     * @param hooks where providers may say that a job has ended
     * @param answers room for what is held whole of what providers send
     */
    public Upstream(
            UpstreamClient http,
            Dialects dialects,
            Timeouts timeouts,
            Clock clock,
            JobHooks hooks,
            Room answers) {
        this.hooks = hooks;
        this.answers = answers;
        this.http = http;
        this.dialects = dialects;
        this.timeouts = timeouts;
        this.clock = clock;
    }

    /** The attempts of one request, which answer to one reply. */
    public Attempt attempt(Call call, Question question, Reply reply) {
        reply.lettingGo(question::letGo);
        return new Attempt() {
            @Override
            public Attempted run(Admitted admitted) {
                return new Exchange(Upstream.this, call, question, reply, admitted).run();
            }

            @Override
            public @Nullable Fault unfit(Candidate candidate) {
                try {
                    question.asked().check(candidate);
                    return dialects.of(candidate.provider()).hasWords(question.asked(), candidate)
                            ? null
                            : Exchange.unspoken();
                } catch (BadRequest e) {
                    return Exchange.notTaken(e);
                }
            }

            @Override
            public Moment moment() {
                return reply.moment();
            }
        };
    }

    /**
     * The process is told to end: what runs ends, and its client is told so in its own language.
     */
    public void endAnswers() {
        running.end();
    }

    UpstreamClient http() {
        return http;
    }

    Dialects dialects() {
        return dialects;
    }

    JobHooks hooks() {
        return hooks;
    }

    Room answers() {
        return answers;
    }

    Timeouts timeouts() {
        return timeouts;
    }

    Clock clock() {
        return clock;
    }

    Running running() {
        return running;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    @Override
    public void close() throws IOException {
        timer.shutdownNow();
        http.close();
    }
}
