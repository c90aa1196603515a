package dev.sluice.wire.endpoint;

import dev.sluice.core.call.Ask;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Shown;
import dev.sluice.core.call.Wanted;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.relay.StartedJob;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.answer.AtlasManners;
import dev.sluice.wire.answer.Manners;
import dev.sluice.wire.dialect.Answers;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialect.JobAnswer;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.error.UpstreamError;
import dev.sluice.wire.error.UpstreamErrors;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.job.BodyAddresses;
import dev.sluice.wire.job.JobIds;
import dev.sluice.wire.job.JobTongue;
import dev.sluice.wire.job.PredictionJson;
import dev.sluice.wire.job.Progress;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import dev.sluice.wire.openai.request.RequestBody;
import dev.sluice.wire.picture.PictureCounts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code POST /api/v1/model/generateImage}, {@code generateVideo}, {@code generateAudio}: Atlas
 * Cloud's own form. Each of its models has a schema of its own, so a body passes as it is, but for
 * the model's id, and every address in it is judged.
 */
public final class AtlasGenerate implements Endpoint {
    /** What its paths begin with. */
    public static final String PREFIX = "/api/v1/model/";

    /** The form of its jobs, in rows. */
    public static final String FORM = JobTongue.ATLAS_FORM;

    /** How many pictures a model is to make, in one schema or another. */
    private static final List<String> COUNTS = List.of("num_images", "n", "max_images");

    private static final long MOST_SECONDS = 10_000;

    private final String verb;
    private final ModelKind kind;

    private AtlasGenerate(String verb, ModelKind kind) {
        this.verb = verb;
        this.kind = kind;
    }

    static Endpoint image() {
        return new AtlasGenerate("generateImage", ModelKind.IMAGE);
    }

    static Endpoint video() {
        return new AtlasGenerate("generateVideo", ModelKind.VIDEO);
    }

    static Endpoint audio() {
        return new AtlasGenerate("generateAudio", ModelKind.SPEECH);
    }

    @Override
    public Route route() {
        return new Route("POST", PREFIX + verb);
    }

    @Override
    public ModelKind kind() {
        return kind;
    }

    @Override
    public Manners manners() {
        return AtlasManners.INSTANCE;
    }

    @Override
    public Asked read(Content content) throws BadRequest {
        RequestBody body = RequestBody.parse(content.bytes());
        BodyAddresses.judge(body);
        Measures wanted = wanted(body);
        Ask ask = Ask.ofWanted(body.model(), kind, false, Wanted.job(model -> wanted));
        return new AtlasAsked(PREFIX.substring(1) + verb, body, ask);
    }

    /** What is read of a body whose schema is not known: a number that is none counts for one. */
    private Measures wanted(RequestBody body) throws BadRequest {
        return switch (kind) {
            case IMAGE -> Measures.of(Measure.IMAGES, PictureCounts.most(body, COUNTS));
            case VIDEO -> Measures.of(Measure.SECONDS, seconds(body));
            default ->
                    Measures.of(
                            Measure.CHARACTERS, body.textBytes("text") + body.textBytes("prompt"));
        };
    }

    /** Some models take {@code -1} for what suits them. */
    private static long seconds(RequestBody body) {
        for (String name : List.of("duration", "seconds")) {
            OptionalLong told = PictureCounts.number(body, name);
            if (told.isPresent() && told.getAsLong() >= 0 && told.getAsLong() <= MOST_SECONDS) {
                return told.getAsLong();
            }
        }
        return 0;
    }

    private record AtlasAsked(String path, RequestBody body, Ask ask) implements Asked {
        /** Another provider's model has its own door. */
        @Override
        public void check(Candidate candidate) throws BadRequest {
            if (!JobTongue.takesAtlasForm(candidate.provider())) {
                throw new BadRequest(
                        "The model `"
                                + Shown.name(body.model())
                                + "` of the provider "
                                + candidate.provider().name()
                                + " cannot be asked in Atlas Cloud's form."
                                + door(candidate.model()),
                        "model",
                        "model_kind_mismatch");
            }
        }

        private String door(Model model) {
            Optional<String> path =
                    model.isListed()
                            ? Endpoints.ALL.pathOf(model)
                            : Endpoints.ALL.pathOf(ask.kind());
            return path.map(right -> " Ask for it at POST " + right + ".").orElse("");
        }

        @Override
        public Spoken openAi(Candidate candidate) {
            return new Spoken(path, body.forModel(candidate.model().id(), List.of()), new Began());
        }
    }

    private record Began() implements Answers, JobAnswer {
        @Override
        public JobAnswer job() {
            return this;
        }

        @Override
        public UnaryAnswer whole(byte[] body) {
            throw new IllegalStateException("a job is no answer");
        }

        @Override
        public Begun read(byte[] body, Call call) {
            Progress progress = JobTongue.ATLAS.read(body);
            if (progress == null || progress.id().isBlank()) {
                UpstreamError error =
                        progress != null && progress.state() == Progress.State.FAILED
                                ? UpstreamError.of(
                                        String.valueOf(progress.errorMessage()),
                                        null,
                                        progress.errorCode())
                                : UpstreamErrors.told(body, 0, body.length);
                return error == null ? new Begun.Unreadable() : new Begun.Refused(error);
            }
            return new Begun.Job(
                    new StartedJob(progress.id(), FORM, Map.of()),
                    PredictionJson.renamed(
                            body, progress.id(), JobIds.ofPrediction(call.requestId())));
        }
    }
}
