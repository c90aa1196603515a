package dev.sluice.wire.upstream;

import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Trace;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Slot;
import dev.sluice.core.resolve.Slots;
import dev.sluice.core.settle.JobLook;
import dev.sluice.core.settle.JobRow;
import dev.sluice.core.settle.Served;
import dev.sluice.wire.dialect.Dialect;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.http.Post;
import dev.sluice.wire.job.JobHooks;
import dev.sluice.wire.job.JobTongue;
import dev.sluice.wire.job.Progress;
import dev.sluice.wire.room.Room;
import dev.sluice.wire.room.WholeBody;
import java.io.IOException;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks providers for jobs, with the key of the slot that began them: how far they are, and for what
 * they made. A key goes to its endpoint's origin only. Blocking, bounded; safe for any thread.
 */
public final class JobsUpstream implements JobLook {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;
    private static final int UNAUTHORIZED = 401;

    private final Upstream upstream;
    private final Catalog catalog;
    private final Slots slots;

    public JobsUpstream(Upstream upstream, Catalog catalog, Slots slots) {
        this.upstream = upstream;
        this.catalog = catalog;
        this.slots = slots;
    }

    /**
     * What a look came to.
     *
     * @param progress what the provider said; null where it said nothing of the job
     * @param body the same as it came; empty likewise
     * @param room what it has of the process, until this is closed
     */
    public record Looked(Seen seen, @Nullable Progress progress, byte[] body, Room.Share room)
            implements AutoCloseable {
        static Looked nothing(Seen seen, Room.Share room) {
            return new Looked(seen, null, new byte[0], room);
        }

        @Override
        public void close() {
            room.close();
        }
    }

    /** What came of one call. */
    private record Heard(int status, byte[] body) {}

    @Override
    public Seen look(JobRow job) {
        try (Looked looked = ask(job)) {
            return looked.seen();
        }
    }

    /** The same with all that the provider said. Never throws: what cannot be asked is silent. */
    public Looked ask(JobRow job) {
        Room.Share room = upstream.answers().share(-1, job.row().callerId());
        try {
            Optional<Candidate> candidate = candidate(job, slots.current());
            if (candidate.isEmpty()) {
                return Looked.nothing(new Seen.Silent(), room);
            }
            Heard heard = heard(candidate.get(), job, room);
            if (heard.status() == UNAUTHORIZED) {
                Optional<Candidate> renewed = candidate(job, slots.reread());
                heard = renewed.isPresent() ? heard(renewed.get(), job, room) : heard;
            }
            return looked(tongue(candidate.get(), job), heard, room);
        } catch (IOException | RuntimeException e) {
            return Looked.nothing(new Seen.Silent(), room);
        }
    }

    private static Looked looked(JobTongue tongue, Heard heard, Room.Share room) {
        if (heard.status() == NOT_FOUND || heard.status() == GONE) {
            return Looked.nothing(new Seen.Forgotten(), room);
        }
        Progress progress = heard.status() / 100 == 2 ? tongue.read(heard.body()) : null;
        if (progress == null) {
            return Looked.nothing(new Seen.Silent(), room);
        }
        if (progress.state() == Progress.State.FAILED && progress.id().isEmpty()) {
            // It speaks of the look, not of the job.
            return Looked.nothing(
                    Integer.toString(NOT_FOUND).equals(progress.errorCode())
                            ? new Seen.Forgotten()
                            : new Seen.Silent(),
                    room);
        }
        Seen seen = progress.state().isEnd() ? new Seen.Ended(progress.end()) : new Seen.Running();
        return new Looked(seen, progress, heard.body(), room);
    }

    private static JobTongue tongue(Candidate candidate, JobRow job) {
        return JobTongue.of(candidate.provider(), job.job().form());
    }

    private Heard heard(Candidate candidate, JobRow job, Room.Share room) throws IOException {
        String path =
                tongue(candidate, job)
                        .path(candidate.provider(), candidate.baseUrl(), job.job().id());
        Post post = upstream.http().look(candidate, path, dialect(candidate), Trace.NONE);
        try (Vigil vigil = vigil(post, LOOK_NANOS);
                Answer answer = upstream.http().open(post)) {
            byte[] body = WholeBody.read(answer.body(), answer.lengthBytes(), vigil::event, room);
            new KeyMask(candidate.slot().key()).mask(body, 0, body.length);
            return new Heard(answer.status(), body);
        }
    }

    /**
     * Opens what a job has made, where its provider says that it lies.
     *
     * @param range what of it, as HTTP has it; null for all
     * @param cut cuts off who is sent it
     * @throws IOException where it cannot be had
     */
    public Media media(JobRow job, URI address, @Nullable String range, long nanos, Runnable cut)
            throws IOException {
        Candidate candidate =
                candidate(job, slots.current())
                        .orElseThrow(() -> new IOException("its slot is no more"));
        return Media.open(
                upstream,
                new Media.Where(candidate, dialect(candidate), address, range),
                clockedOut(nanos),
                cut);
    }

    /** Who may keep a file: the slots of a provider, best first. */
    public List<Candidate> keepers(String provider, String path) {
        Model none = Model.unlisted(provider, path);
        Optional<Provider> known = catalog.provider(provider);
        return known.isEmpty()
                ? List.of()
                : slots.current().stream()
                        .filter(slot -> slot.provider().equals(provider))
                        .sorted(
                                Comparator.comparingInt(Slot::priority)
                                        .thenComparingInt(Slot::number))
                        .map(slot -> new Candidate(slot, known.get(), none))
                        .toList();
    }

    /** Passes a caller's file on to a provider that keeps it for jobs to come. */
    public Uploaded upload(Caller caller, Candidate candidate, String path, Content file)
            throws IOException {
        Post post = upstream.http().upload(candidate, path, dialect(candidate), file);
        Room.Share room = upstream.answers().share(-1, caller.id());
        try (Vigil vigil = vigil(post, clockedOut(Long.MAX_VALUE));
                Answer answer = upstream.http().open(post)) {
            byte[] body = WholeBody.read(answer.body(), answer.lengthBytes(), vigil::event, room);
            new KeyMask(candidate.slot().key()).mask(body, 0, body.length);
            return new Uploaded(answer.status(), body, room);
        } catch (IOException | RuntimeException e) {
            room.close();
            throw e;
        }
    }

    /**
     * What a provider answers to a file.
     *
     * @param room what it has of the process, until this is closed
     */
    public record Uploaded(int status, byte[] body, Room.Share room) implements AutoCloseable {
        @Override
        public void close() {
            room.close();
        }
    }

    /** The job of an address that a provider was told; empty where it is none of ours. */
    public Optional<JobHooks.Named> named(String token) {
        return upstream.hooks().read(token, slots.current());
    }

    private Optional<Candidate> candidate(JobRow job, List<Slot> among) {
        Served served = job.note().served();
        Optional<Provider> provider = catalog.provider(served.provider());
        return among.stream()
                .filter(slot -> slot.number() == served.slot())
                .filter(slot -> slot.provider().equals(served.provider()))
                .findFirst()
                .flatMap(slot -> provider.map(known -> new Candidate(slot, known, model(served))));
    }

    private Model model(Served served) {
        return catalog.model(served.provider(), served.model())
                .orElse(Model.unlisted(served.provider(), served.model()));
    }

    private Dialect dialect(Candidate candidate) {
        return upstream.dialects().of(candidate.provider());
    }

    private long clockedOut(long nanos) {
        return Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(upstream.timeouts().overallMillis()));
    }

    private Vigil vigil(Post post, long nanos) {
        return new Vigil(
                upstream.clock(),
                upstream.timer(),
                upstream.timeouts(),
                upstream.clock().nanos() + nanos,
                Vigil.NOBODY,
                post::cancel,
                null);
    }
}
