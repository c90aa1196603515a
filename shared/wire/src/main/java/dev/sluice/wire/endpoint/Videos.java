package dev.sluice.wire.endpoint;

import dev.sluice.core.call.Ask;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Wanted;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.relay.StartedJob;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.atlas.AtlasPaths;
import dev.sluice.wire.dialect.Answers;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialect.JobAnswer;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.error.UpstreamErrors;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.job.AtlasVideo;
import dev.sluice.wire.job.JobTongue;
import dev.sluice.wire.job.Progress;
import dev.sluice.wire.job.TogetherVideo;
import dev.sluice.wire.job.VideoAsk;
import dev.sluice.wire.job.VideoJson;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/videos}: a job that makes a film, in OpenAI's form. */
public final class Videos implements Endpoint {
    public static final String PATH = "/v1/videos";

    /** The form of its jobs, in rows. */
    public static final String FORM = "videos";

    @Override
    public Route route() {
        return new Route("POST", PATH);
    }

    @Override
    public ModelKind kind() {
        return ModelKind.VIDEO;
    }

    @Override
    public Asked read(Content content) throws BadRequest {
        VideoAsk video = VideoAsk.read(content);
        Measures wanted =
                video.seconds().isEmpty()
                        ? Measures.NONE
                        : Measures.of(Measure.SECONDS, Long.parseLong(video.seconds()));
        Wanted job = Wanted.job(model -> wanted);
        return new VideoAsked(
                video, Ask.ofWanted(video.body().model(), ModelKind.VIDEO, false, job));
    }

    private record VideoAsked(VideoAsk video, Ask ask) implements Asked {
        @Override
        public Spoken openAi(Candidate candidate) {
            JobTongue tongue = JobTongue.of(candidate.provider());
            String id = candidate.model().id();
            boolean isAtlas = JobTongue.ATLAS.equals(tongue);
            return new Spoken(
                    isAtlas
                            ? AtlasPaths.GENERATE_VIDEO
                            : TogetherVideo.path(candidate.provider(), candidate.baseUrl()),
                    isAtlas ? AtlasVideo.body(video, id) : TogetherVideo.body(video, id),
                    new Began(tongue, video));
        }
    }

    /** The answer to the POST. */
    private record Began(JobTongue tongue, VideoAsk video) implements Answers, JobAnswer {
        @Override
        public JobAnswer job() {
            return this;
        }

        /** Atlas Cloud alone says so. */
        @Override
        public Spoken hooked(Spoken spoken, String address) {
            return tongue.equals(JobTongue.ATLAS)
                    ? spoken.with(AtlasVideo.hooked(spoken.body(), address))
                    : spoken;
        }

        @Override
        public UnaryAnswer whole(byte[] body) {
            throw new IllegalStateException("a job is no answer");
        }

        @Override
        public Begun read(byte[] body, Call call) {
            Progress progress = tongue.read(body);
            if (progress == null || progress.id().isBlank()) {
                UpstreamError error = refusal(body, progress);
                return error == null ? new Begun.Unreadable() : new Begun.Refused(error);
            }
            Map<String, String> shown = new LinkedHashMap<>();
            put(shown, VideoAsk.SECONDS, seconds(progress));
            put(shown, VideoAsk.SIZE, size(progress));
            byte[] told =
                    VideoJson.begun(
                            call,
                            shown,
                            progress.state().isEnd()
                                    ? Progress.State.IN_PROGRESS
                                    : progress.state());
            return new Begun.Job(
                    new StartedJob(progress.id(), FORM, shown),
                    new Patched(told, 0, told.length, new Edits()));
        }

        /** What the client left to the model, the provider may tell. */
        private String seconds(Progress progress) {
            return video.seconds().isEmpty() && progress.seconds().isPresent()
                    ? Long.toString(progress.seconds().getAsLong())
                    : video.seconds();
        }

        private String size(Progress progress) {
            String told = progress.size();
            return video.size().isEmpty() && told != null ? told : video.size();
        }

        /** A job that was never begun has no id. */
        private static @Nullable UpstreamError refusal(byte[] body, @Nullable Progress progress) {
            if (progress != null && progress.state() == Progress.State.FAILED) {
                return UpstreamError.of(
                        String.valueOf(progress.errorMessage()), null, progress.errorCode());
            }
            return UpstreamErrors.told(body, 0, body.length);
        }

        private static void put(Map<String, String> shown, String name, String value) {
            if (!value.isEmpty()) {
                shown.put(name, value);
            }
        }
    }
}
