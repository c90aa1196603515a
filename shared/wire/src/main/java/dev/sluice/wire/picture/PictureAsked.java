package dev.sluice.wire.picture;

import dev.sluice.core.call.Ask;
import dev.sluice.core.catalog.Capability;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.dialect.Answers;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialect.RawAnswer;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.form.Multipart;
import dev.sluice.wire.openai.Quirk;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A request for pictures, in the form of whoever makes them.
 *
 * @param content as it was sent
 * @param atSeconds when
 */
public record PictureAsked(PictureRequest request, Content content, long atSeconds, Ask ask)
        implements Asked {

    /** Reads a request. */
    public static PictureAsked read(Content content, boolean edits, long atSeconds)
            throws BadRequest {
        PictureRequest request = PictureRequest.read(content, edits);
        Ask ask =
                Ask.ofWanted(
                        request.body().model(),
                        ModelKind.IMAGE,
                        request.stream(),
                        model -> request.measures(model, request.most()));
        return new PictureAsked(request, content, atSeconds, ask);
    }

    @Override
    public void check(Candidate candidate) throws BadRequest {
        String provider = candidate.provider().name();
        if (isAtlas(candidate)) {
            AtlasPictureRules.check(request, candidate);
        } else if (Quirk.TOGETHER_IMAGES.isOf(candidate.provider())) {
            TogetherPictures.check(request, provider);
        }
    }

    private static boolean isAtlas(Candidate candidate) {
        return Quirk.ATLAS_MEDIA.isOf(candidate.provider())
                && !candidate.model().capabilities().contains(Capability.IMAGES_API);
    }

    @Override
    public Spoken openAi(Candidate candidate) throws BadRequest {
        Model model = candidate.model();
        if (isAtlas(candidate)) {
            return AtlasPictures.spoken(request, candidate, atSeconds);
        }
        Answers answers = new PictureAnswers(request, model, atSeconds);
        return Quirk.TOGETHER_IMAGES.isOf(candidate.provider())
                ? TogetherPictures.spoken(request, candidate, answers)
                : asSent(model, answers);
    }

    /** OpenAI's own form, in which it came. */
    private Spoken asSent(Model model, Answers answers) throws BadRequest {
        String path = request.edits() ? "/images/edits" : "/images/generations";
        boolean isTogethers =
                request.body().isText("response_format")
                        && request.body().text("response_format").equals("base64");
        if (content.isMultipart()) {
            Multipart form = Multipart.read(content);
            return new Spoken(
                    path,
                    form.contentType(),
                    form.with(Map.of("model", model.id()), Set.of()),
                    answers);
        }
        return new Spoken(
                path,
                request.body()
                        .forModel(
                                model.id(),
                                List.of(),
                                isTogethers ? Map.of("response_format", "\"b64_json\"") : Map.of()),
                answers);
    }

    /** One call, one list of pictures. */
    private static final class PictureAnswers implements Answers {
        private final LongFunction<Metered> metered;
        private final long atSeconds;
        private final @Nullable PictureStream stream;

        PictureAnswers(PictureRequest request, Model model, long atSeconds) {
            this.metered = pictures -> request.metered(model, pictures);
            this.atSeconds = atSeconds;
            this.stream = request.stream() ? new PictureStream(request, metered, atSeconds) : null;
        }

        @Override
        public @Nullable RawAnswer raw() {
            return stream;
        }

        @Override
        public UnaryAnswer whole(byte[] body) {
            return PictureList.read(body, metered, atSeconds);
        }
    }
}
