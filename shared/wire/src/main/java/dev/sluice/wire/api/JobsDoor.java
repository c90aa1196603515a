package dev.sluice.wire.api;

import dev.sluice.core.Gateway;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.Shown;
import dev.sluice.core.resolve.Offers;
import dev.sluice.core.settle.JobBook;
import dev.sluice.core.settle.JobLook;
import dev.sluice.core.settle.JobRow;
import dev.sluice.core.settle.Jobs;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.endpoint.AtlasGenerate;
import dev.sluice.wire.endpoint.Route;
import dev.sluice.wire.endpoint.Videos;
import dev.sluice.wire.job.JobHooks;
import dev.sluice.wire.job.JobIds;
import dev.sluice.wire.job.PredictionJson;
import dev.sluice.wire.job.Progress;
import dev.sluice.wire.job.VideoJson;
import dev.sluice.wire.upstream.JobsUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What callers ask of jobs that were begun: how far they are, for what they made, to forget them. A
 * job belongs to its caller: for any other it is not there. Asking costs nothing; who sees the end
 * first settles the job.
 */
public final class JobsDoor implements Routes {
    static final Route LIST = new Route("GET", Videos.PATH);
    static final Route ONE = new Route("GET", Videos.PATH + "/{id}");
    static final Route CONTENT = new Route("GET", Videos.PATH + "/{id}/content");
    static final Route DELETE = new Route("DELETE", Videos.PATH + "/{id}");
    static final Route PREDICTION = new Route("GET", "/api/v1/model/prediction/{id}");
    static final Route UPLOAD = new Route("POST", "/api/v1/model/uploadMedia");

    private static final Route HOOK = new Route("POST", JobHooks.PATH + "{token}");

    /** In the order in which tables show them. */
    static final List<Route> ROUTES = List.of(LIST, ONE, CONTENT, DELETE, PREDICTION, UPLOAD);

    private static final String VIDEO = Videos.PATH + "/";
    private static final String CONTENT_TAIL = "/content";
    private static final String PREDICTIONS = "/api/v1/model/prediction/";

    private final Gateway gateway;
    private final JobBook book;
    private final Jobs jobs;
    private final JobsUpstream upstream;
    private final UploadDoor uploads;

    public JobsDoor(
            Gateway gateway, Offers offers, JobBook book, Jobs jobs, JobsUpstream upstream) {
        this.gateway = gateway;
        this.book = book;
        this.jobs = jobs;
        this.upstream = upstream;
        this.uploads = new UploadDoor(gateway, offers, upstream);
    }

    @Override
    public boolean serve(Visit visit) throws Rejected, IOException {
        String path = visit.request().path();
        if (path.equals(Videos.PATH)) {
            return isRead(visit) && list(visit);
        }
        if (path.equals(UPLOAD.path())) {
            return allowed(visit, UPLOAD) && uploads.serve(visit);
        }
        if (path.startsWith(JobHooks.PATH)) {
            return allowed(visit, HOOK) && hook(visit, path.substring(JobHooks.PATH.length()));
        }
        if (path.startsWith(PREDICTIONS)) {
            return allowed(visit, PREDICTION)
                    && prediction(visit, path.substring(PREDICTIONS.length()));
        }
        return path.startsWith(VIDEO) && video(visit, path.substring(VIDEO.length()));
    }

    private boolean video(Visit visit, String tail) throws Rejected, IOException {
        if (tail.endsWith(CONTENT_TAIL)) {
            String id = tail.substring(0, tail.length() - CONTENT_TAIL.length());
            return allowed(visit, CONTENT) && content(visit, id);
        }
        if (visit.request().method().equals("DELETE")) {
            return delete(visit, tail);
        }
        return allowed(visit, ONE) && one(visit, tail);
    }

    private boolean list(Visit visit) throws Rejected, IOException {
        Caller caller = visit.caller(gateway);
        ListQuery query = ListQuery.read(visit.request().query());
        String after = query.after().isEmpty() ? "" : JobIds.requestId(query.after()).orElse("");
        if (after.isEmpty() && !query.after().isEmpty()) {
            throw notThere(query.after());
        }
        List<JobRow> found =
                book.jobs(caller.id(), Videos.FORM, after, query.newestFirst(), query.limit() + 1);
        boolean hasMore = found.size() > query.limit();
        visit.json(
                200,
                Headers.none(),
                VideoJson.list(hasMore ? found.subList(0, query.limit()) : found, hasMore));
        return true;
    }

    private boolean one(Visit visit, String id) throws Rejected, IOException {
        JobRow job = find(visit, id, Videos.FORM);
        Progress seen = null;
        if (job.settlement().isEmpty() || !isCompleted(job)) {
            try (JobsUpstream.Looked looked = upstream.ask(job)) {
                seen = looked.progress();
                job = settled(job, looked);
            }
        }
        visit.json(200, Headers.none(), VideoJson.of(job, seen));
        return true;
    }

    private static boolean isCompleted(JobRow job) {
        return job.settlement().isPresent() && job.settlement().get().errorCode() == null;
    }

    private boolean prediction(Visit visit, String id) throws Rejected, IOException {
        JobRow job = find(visit, id, AtlasGenerate.FORM);
        try (JobsUpstream.Looked looked = upstream.ask(job)) {
            JobRow after = settled(job, looked);
            byte[] told =
                    looked.body().length == 0
                            ? PredictionJson.known(after)
                            : PredictionJson.renamed(
                                            looked.body(),
                                            job.job().id(),
                                            JobIds.ofPrediction(job.row().requestId()))
                                    .toByteArray();
            visit.held(200, told, looked.room());
        }
        return true;
    }

    /** A hint to look: whatever it says is not read. A second one finds the job settled. */
    private boolean hook(Visit visit, String token) throws Rejected, IOException {
        Optional<JobRow> job =
                upstream.named(token)
                        .flatMap(named -> book.job(named.callerId(), named.requestId()));
        if (job.isEmpty()) {
            throw new Rejected(new Rejection.NotFound("There is nothing here."));
        }
        if (job.get().settlement().isEmpty()) {
            try (JobsUpstream.Looked looked = upstream.ask(job.get())) {
                settled(job.get(), looked);
            }
        }
        visit.json(200, Headers.none(), "{}".getBytes(StandardCharsets.UTF_8));
        return true;
    }

    private boolean content(Visit visit, String id) throws Rejected, IOException {
        requireVideo(ListQuery.value(visit.request().query(), "variant"));
        JobRow job = find(visit, id, Videos.FORM);
        new JobContent(visit, upstream).relay(job, output(job));
        return true;
    }

    private String output(JobRow job) throws Rejected {
        try (JobsUpstream.Looked looked = upstream.ask(job)) {
            settled(job, looked);
            Progress seen = looked.progress();
            if (seen == null
                    || seen.state() != Progress.State.COMPLETED
                    || seen.outputs().isEmpty()) {
                throw new Rejected(notReady(job, looked));
            }
            return seen.outputs().getFirst();
        }
    }

    private static void requireVideo(String variant) throws Rejected {
        if (!variant.isEmpty() && !variant.equals("video")) {
            throw new Rejected(
                    new Rejection.BadRequest(
                            "Invalid 'variant': this gateway has the video alone.",
                            "variant",
                            "invalid_value"));
        }
    }

    private static Rejection notReady(JobRow job, JobsUpstream.Looked looked) {
        if (looked.seen() instanceof JobLook.Seen.Forgotten) {
            return new Rejection.NotFound("The provider no longer has the video.");
        }
        Progress seen = looked.progress();
        if (seen == null && isCompleted(job)) {
            return new Rejection.UpstreamFailed(
                    502, "The provider does not say now where the video is. Try again shortly.");
        }
        String status = seen == null ? Progress.State.IN_PROGRESS.label() : seen.state().label();
        return new Rejection.BadRequest(
                "The video is not ready: its status is `" + status + "`.", null, "video_not_ready");
    }

    private boolean delete(Visit visit, String id) throws Rejected, IOException {
        JobRow job = find(visit, id, Videos.FORM);
        jobs.hide(job);
        visit.json(200, Headers.none(), VideoJson.deleted(JobIds.ofVideo(job.row().requestId())));
        return true;
    }

    /** Its caller's own, which it has not deleted. */
    private JobRow find(Visit visit, String id, String form) throws Rejected {
        Caller caller = visit.caller(gateway);
        Optional<JobRow> job =
                JobIds.requestId(id).flatMap(requestId -> book.job(caller.id(), requestId));
        if (job.isEmpty() || job.get().job().hidden() || !job.get().job().form().equals(form)) {
            throw notThere(id);
        }
        return job.get();
    }

    private static Rejected notThere(String id) {
        return new Rejected(
                new Rejection.NotFound(
                        "There is no job `" + Shown.name(id) + "` of this API key."));
    }

    /**
     * The job as it stands when its end, if it was seen, is settled; a store away changes nothing.
     */
    private JobRow settled(JobRow job, JobsUpstream.Looked looked) {
        if (job.settlement().isEmpty() && looked.seen() instanceof JobLook.Seen.Ended ended) {
            try {
                jobs.ended(job, ended.end());
                return book.job(job.row().callerId(), job.row().requestId()).orElse(job);
            } catch (StoreUnavailable e) {
                // Whoever comes next will.
            }
        }
        return job;
    }

    private static boolean isRead(Visit visit) {
        String method = visit.request().method();
        return method.equals("GET") || method.equals("HEAD");
    }

    private static boolean allowed(Visit visit, Route route) throws Rejected {
        ApiDoor.allow(visit.request(), route);
        return true;
    }
}
