package dev.sluice.wire.upstream;

import dev.sluice.core.call.Call;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Admitted;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.answer.ClientGone;
import dev.sluice.wire.answer.Reply;
import dev.sluice.wire.dialect.Answers;
import dev.sluice.wire.dialect.Dialect;
import dev.sluice.wire.dialect.JobAnswer;
import dev.sluice.wire.dialect.Question;
import dev.sluice.wire.dialect.RawAnswer;
import dev.sluice.wire.dialect.Round;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.dialect.Talk;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.http.Post;
import dev.sluice.wire.room.Growth;
import dev.sluice.wire.room.Leaving;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One attempt: sends the request in its provider's language, and gives the answer to who relays it.
 * What is held of that has its room until it was relayed or is thrown away. For one thread.
 */
final class Exchange implements Vigil.Receiver {
    /** What nginx logs for a client that went away before it was answered. */
    static final int CLIENT_CLOSED_REQUEST = 499;

    private final Upstream upstream;
    private final Call call;
    private final Question question;
    private final Reply reply;
    private final Admitted admitted;
    private final FaultReader faults;
    private final AnswerRoom room;
    private volatile boolean settled;
    private volatile @Nullable Vigil vigil;

    Exchange(Upstream upstream, Call call, Question question, Reply reply, Admitted admitted) {
        this.upstream = upstream;
        this.call = call;
        this.question = question;
        this.reply = reply;
        this.admitted = admitted;
        this.faults = new FaultReader(upstream.clock());
        this.room = new AnswerRoom(upstream.answers(), call.caller().id());
    }

    Attempted run() {
        Candidate candidate = admitted.candidate();
        reply.format().calling(candidate);
        upstream.running().begins(this);
        try (room) {
            Attempted attempted =
                    upstream.running().isOver()
                            ? new Attempted.Refused(BrokenOff.STOPPING)
                            : call(candidate);
            if (attempted instanceof Attempted.Refused refused) {
                reply.format().failed(candidate, refused.fault());
                return worked(refused);
            }
            return attempted;
        } finally {
            upstream.running().ends(this);
        }
    }

    /** The process is told to end. */
    void stop() {
        Vigil watching = vigil;
        if (watching != null) {
            watching.end(Vigil.Reason.STOPPING);
        }
    }

    /** What found no room here was made all the same, and is billed. */
    private Attempted worked(Attempted.Refused refused) {
        return refused.fault().kind() == Fault.Kind.NO_ROOM
                ? new Attempted.Refused(refused.fault(), admitted.reserved())
                : refused;
    }

    private Attempted call(Candidate candidate) {
        Dialect dialect = upstream.dialects().of(candidate.provider());
        Ready ready;
        try {
            ready = ready(dialect, candidate);
        } catch (BadRequest e) {
            return new Attempted.Refused(notTaken(e));
        } catch (IOException e) {
            return new Attempted.Refused(
                    Fault.of(Fault.Kind.UNREACHED, 0, String.valueOf(e.getMessage())));
        }
        return ready == null
                ? new Attempted.Refused(unspoken())
                : call(dialect, ready.post(), ready.answers());
    }

    /**
     * What is sent and how its answer is read. Nothing else waits on the way that holds the
     * request.
     */
    private record Ready(Post post, Answers answers) {}

    private @Nullable Ready ready(Dialect dialect, Candidate candidate)
            throws BadRequest, IOException {
        Optional<Spoken> spoken = dialect.speak(question.asked(), candidate);
        if (spoken.isEmpty()) {
            return null;
        }
        Answers answers = spoken.get().answers();
        JobAnswer job = answers.job();
        Spoken sent = job == null ? spoken.get() : hooked(job, spoken.get());
        return new Ready(prepare(sent, dialect), answers);
    }

    private Attempted call(Dialect dialect, Post post, Answers answers) {
        Talk talk = answers.talk();
        if (talk != null) {
            return new TalkRelay(this, dialect, talk).run(post);
        }
        Round round = answers.round();
        if (round != null) {
            return new RoundRelay(this, dialect, round).run(post);
        }
        JobAnswer job = answers.job();
        if (job != null) {
            return new JobRelay(this, job).run(post);
        }
        try (Vigil vigil = vigil(post, answers)) {
            reply.client().onHangUp(() -> vigil.end(Vigil.Reason.CLIENT_GONE));
            return exchange(post, vigil, answers);
        }
    }

    private Spoken hooked(JobAnswer job, Spoken spoken) {
        return upstream.hooks()
                .address(call, admitted.candidate())
                .map(address -> job.hooked(spoken, address))
                .orElse(spoken);
    }

    /** What a candidate's language has no words for. */
    static Fault unspoken() {
        return Fault.of(Fault.Kind.UNSPOKEN, 0, "it cannot be asked for this");
    }

    static Fault notTaken(BadRequest e) {
        return new Fault(
                Fault.Kind.REFUSED,
                400,
                -1,
                String.valueOf(e.getMessage()),
                "invalid_request_error",
                e.param(),
                e.code());
    }

    private Attempted exchange(Post post, Vigil vigil, Answers answers) {
        Relaying relaying = relaying(post, vigil, answers);
        try (Answer answer = upstream.http().open(post)) {
            if (answer.status() / 100 != 2) {
                return relaying.refused(read(answer));
            }
            reply.format().answered(answer.status(), answer::headers);
            return relaying.relay(answer);
        } catch (IOException e) {
            return relaying.broken(e);
        }
    }

    private Relaying relaying(Post post, Vigil vigil, Answers answers) {
        RawAnswer raw = answers.raw();
        if (raw != null) {
            return new RawRelay(this, post, vigil, raw);
        }
        return call.stream()
                ? new StreamRelay(this, post, vigil, answers)
                : new UnaryRelay(this, post, vigil, answers);
    }

    /** The relay of one kind of answer. */
    interface Relaying {
        /**
         * Relays it all; throws what the provider's connection does, unless something has been
         * relayed.
         */
        Attempted relay(Answer answer) throws IOException;

        /** The provider gave no answer. */
        Attempted refused(Fault fault);

        /** The connection failed, or was cancelled for a reason that the vigil knows. */
        Attempted broken(IOException cause);
    }

    /**
     * What an attempt costs that broke off before anything of it was relayed.
     *
     * @param told by the provider until then; null where it told nothing
     * @param owed where it has worked and told nothing
     */
    static Metered brokenOff(Post post, Vigil vigil, @Nullable Metered told, Metered owed) {
        return told == null && BrokenOff.hasWorked(post, vigil.reason()) ? owed : spent(told);
    }

    /** What a provider bills that has not told: what it was sent, and the output that came. */
    Metered estimated(long outputTokens) {
        Measures sent = admitted.reserved().measures().sent();
        Measures billed = sent.with(Measure.OUTPUT_TOKENS, outputTokens);
        return billed.isZero() ? Metered.NONE : new Metered(billed, true);
    }

    /** The client left before it saw anything; the provider may have read the prompt already. */
    Attempted gone(Metered seen) {
        return new Attempted.Delivered(
                Outcome.CLIENT_GONE,
                CLIENT_CLOSED_REQUEST,
                seen.isNothing() ? estimated(0) : seen,
                null,
                "client_gone",
                OptionalLong.empty());
    }

    /** Sends an answer that is whole. */
    @FunctionalInterface
    interface Sending {
        void send() throws ClientGone;
    }

    /**
     * An answer that is whole before its first byte is sent: its row is settled by then, and so
     * before the last one.
     */
    Attempted whole(Metered usage, @Nullable String finishReason, Sending sending) {
        if (reply.client().hungUp()) {
            return gone(usage);
        }
        admitted.answered();
        Attempted.Delivered completed =
                new Attempted.Delivered(
                        Outcome.COMPLETED,
                        200,
                        usage,
                        finishReason,
                        null,
                        OptionalLong.of(upstream.clock().nanos()));
        settle(completed);
        leaves();
        try {
            sending.send();
        } catch (ClientGone e) {
            return gone(usage);
        }
        return completed;
    }

    /** What is held of the answer is sent from here on, and nothing else waited for. */
    void leaves() {
        room.leaves(
                () -> {
                    reply.counts();
                    return new Leaving(reply::takenBytes, reply.client()::cut);
                });
    }

    /** It was sent, and the provider is waited for again. */
    void left() {
        room.left();
    }

    /** From here on nothing waits for the client but what it is still to be sent. */
    void settle(Attempted.Delivered delivered) {
        settled = true;
        admitted.settle(delivered);
    }

    /** What the provider told under a status of success. */
    Fault told(UpstreamError error) {
        return faults.inStream(error, admitted.candidate().slot().key());
    }

    /** Of what is held of the answer. */
    Growth room() {
        return room;
    }

    /** Blanks the slot's key in what the provider says; of one stream or body. */
    KeyMask mask() {
        return new KeyMask(admitted.candidate().slot().key());
    }

    Post prepare(Spoken spoken, Dialect dialect) throws IOException {
        return upstream.http().prepare(admitted.candidate(), spoken, dialect, call);
    }

    /** What the provider says instead of an answer. */
    Fault read(Answer answer) throws IOException {
        return faults.read(answer, admitted.candidate().slot().key());
    }

    Call asked() {
        return call;
    }

    boolean isStream() {
        return call.stream();
    }

    Reply reply() {
        return reply;
    }

    Admitted admitted() {
        return admitted;
    }

    Upstream upstream() {
        return upstream;
    }

    long estimatedInputTokens() {
        return call.inputTokens();
    }

    /** What a provider counted although it did not answer. */
    static Metered spent(@Nullable Metered told) {
        return told == null ? Metered.NONE : told;
    }

    private Vigil vigil(Post post, Answers answers) {
        RawAnswer raw = answers.raw();
        return vigil(post::cancel, raw == null ? call.stream() : raw.isEvents());
    }

    Vigil vigil(Runnable cancel, boolean isEvents) {
        Vigil watching =
                new Vigil(
                        upstream.clock(),
                        upstream.timer(),
                        upstream.timeouts(),
                        admitted.deadlineNanos(),
                        this,
                        cancel,
                        isEvents ? this::keepAlive : null);
        vigil = watching;
        if (upstream.running().isOver()) {
            stop(); // who was told to end may not have seen it
        }
        return watching;
    }

    @Override
    public boolean isWriting() {
        return reply.isWriting();
    }

    @Override
    public void cut() {
        if (!settled) {
            reply.client().cut();
        }
    }

    private void keepAlive() {
        try {
            reply.keepAlive(admitted);
        } catch (ClientGone e) {
            // The relaying thread meets the same at its next event, and the hang-up has its own
            // signal.
        }
    }
}
