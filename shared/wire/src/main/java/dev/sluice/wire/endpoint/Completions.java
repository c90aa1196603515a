package dev.sluice.wire.endpoint;

import dev.sluice.core.catalog.ModelKind;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.openai.request.ChatRequest;

/** {@code POST /v1/completions}, streamed or whole. */
final class Completions implements Endpoint {
    @Override
    public Route route() {
        return new Route("POST", "/v1/completions");
    }

    @Override
    public ModelKind kind() {
        return ModelKind.COMPLETION;
    }

    @Override
    public Asked read(Content content) throws BadRequest {
        return new TextAsked(
                ChatRequest.Kind.COMPLETION,
                ChatRequest.parse(ChatRequest.Kind.COMPLETION, content.bytes()));
    }
}
