package dev.sluice.wire.endpoint;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.call.Ask;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.openai.Quirk;
import dev.sluice.wire.openai.TokenEstimate;
import dev.sluice.wire.openai.answer.ListAnswer;
import dev.sluice.wire.openai.answer.Vectors;
import dev.sluice.wire.openai.request.RequestBody;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * {@code POST /v1/embeddings}: text into vectors. The form that was asked for (numbers, or base64
 * of little-endian float32) is made here where the provider has only the other.
 */
final class Embeddings implements Endpoint {
    /** What a provider that takes plain text alone need not see. */
    private static final List<String> OURS = List.of("encoding_format", "dimensions", "user");

    private static final Set<JsonToken> ITEMS =
            Set.of(JsonToken.VALUE_STRING, JsonToken.VALUE_NUMBER_INT, JsonToken.START_ARRAY);

    private static final int MOST_INPUTS = 2_048;

    @Override
    public Route route() {
        return new Route("POST", "/v1/embeddings");
    }

    @Override
    public ModelKind kind() {
        return ModelKind.EMBEDDING;
    }

    @Override
    public Asked read(Content content) throws BadRequest {
        RequestBody body = RequestBody.parse(content.bytes());
        body.require(
                "input",
                "a string or an array",
                Set.of(JsonToken.VALUE_STRING, JsonToken.START_ARRAY));
        int inputs = body.items("input", "a string, or token ids", ITEMS);
        long textBytes = body.textBytes("input");
        long tokenIds = body.integers("input");
        if (inputs == 0 || (textBytes == 0 && tokenIds == 0)) {
            throw new BadRequest("Invalid 'input': it is empty.", "input", "invalid_value");
        }
        if (tokenIds == 0 && inputs > MOST_INPUTS) {
            throw new BadRequest(
                    "Invalid 'input': at most " + MOST_INPUTS + " texts at once.",
                    "input",
                    "array_above_max_length");
        }
        boolean base64 =
                body.word("encoding_format", Set.of("float", "base64"))
                        .filter("base64"::equals)
                        .isPresent();
        OptionalLong dimensions = body.integer("dimensions", 1, 1 << 20);
        long inputTokens = TokenEstimate.ofBytes(textBytes) + tokenIds;
        return new EmbeddingsAsked(
                body,
                Ask.ofInput(body.model(), ModelKind.EMBEDDING, inputTokens),
                tokenIds > 0,
                new Vectors(base64, dimensions));
    }

    private record EmbeddingsAsked(RequestBody body, Ask ask, boolean isTokenIds, Vectors vectors)
            implements Asked {
        @Override
        public void check(Candidate candidate) throws BadRequest {
            boolean plain = Quirk.PLAIN_EMBEDDINGS.isOf(candidate.provider());
            if (plain && isTokenIds) {
                throw new BadRequest(
                        "Invalid 'input': the provider "
                                + candidate.provider().name()
                                + " takes no token ids. Send text.",
                        "input",
                        "invalid_type");
            }
            OptionalLong has = candidate.model().traits().dimensions();
            if (plain && vectors.dimensions().isPresent() && !vectors.dimensions().equals(has)) {
                throw new BadRequest(
                        "Invalid 'dimensions': the vectors of "
                                + candidate.model().id()
                                + (has.isPresent()
                                        ? " have " + has.getAsLong() + " dimensions, and no other"
                                        : " have the number of dimensions that they have, and no"
                                                + " other")
                                + ".",
                        "dimensions",
                        "invalid_value");
            }
        }

        @Override
        public Spoken openAi(Candidate candidate) {
            ListAnswer.Form form = ListAnswer.Form.of("data", ask.inputTokens(), candidate);
            boolean plain = Quirk.PLAIN_EMBEDDINGS.isOf(candidate.provider());
            return new Spoken(
                    "/embeddings",
                    body.forModel(candidate.model().id(), plain ? OURS : List.of()),
                    answer -> ListAnswer.read(answer, form, vectors));
        }
    }
}
