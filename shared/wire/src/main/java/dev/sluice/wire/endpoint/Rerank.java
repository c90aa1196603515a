package dev.sluice.wire.endpoint;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.call.Ask;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.openai.TokenEstimate;
import dev.sluice.wire.openai.answer.ListAnswer;
import dev.sluice.wire.openai.request.RequestBody;
import java.util.List;
import java.util.Set;

/**
 * {@code POST /v1/rerank} and {@code POST /v2/rerank}: Cohere's form, which Together speaks too.
 */
final class Rerank implements Endpoint {
    private static final int MOST_DOCUMENTS = 1_024;

    /** Together's page has the second name. */
    private static final List<String> LISTS = List.of("results", "choices");

    private final String path;

    Rerank(String path) {
        this.path = path;
    }

    @Override
    public Route route() {
        return new Route("POST", path);
    }

    @Override
    public ModelKind kind() {
        return ModelKind.RERANK;
    }

    @Override
    public Asked read(Content content) throws BadRequest {
        RequestBody body = RequestBody.parse(content.bytes());
        body.text("query");
        body.require("documents", "an array", Set.of(JsonToken.START_ARRAY));
        int documents =
                body.items(
                        "documents",
                        "a string or an object",
                        Set.of(JsonToken.VALUE_STRING, JsonToken.START_OBJECT));
        if (documents == 0) {
            throw new BadRequest("Invalid 'documents': empty array.", "documents", "empty_array");
        }
        if (documents > MOST_DOCUMENTS) {
            throw new BadRequest(
                    "Invalid 'documents': at most " + MOST_DOCUMENTS + " of them.",
                    "documents",
                    "array_above_max_length");
        }
        body.integer("top_n", 1, Integer.MAX_VALUE);
        body.isTrue("return_documents");
        long queryBytes = Math.multiplyExact(body.textBytes("query"), documents);
        long inputTokens = TokenEstimate.ofBytes(queryBytes + body.textBytes("documents"));
        return new RerankAsked(body, Ask.ofInput(body.model(), ModelKind.RERANK, inputTokens));
    }

    /** The query is read once a document. */
    private record RerankAsked(RequestBody body, Ask ask) implements Asked {
        @Override
        public Spoken openAi(Candidate candidate) {
            ListAnswer.Form form = ListAnswer.Form.of(LISTS, ask.inputTokens(), candidate);
            return new Spoken(
                    "/rerank",
                    body.forModel(candidate.model().id(), List.of()),
                    answer -> ListAnswer.read(answer, form, (cursor, edits) -> cursor.skip()));
        }
    }
}
