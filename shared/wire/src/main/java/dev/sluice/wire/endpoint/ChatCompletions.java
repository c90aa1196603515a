package dev.sluice.wire.endpoint;

import dev.sluice.core.catalog.ModelKind;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.openai.request.ChatRequest;

/** {@code POST /v1/chat/completions}, streamed or whole. */
final class ChatCompletions implements Endpoint {
    @Override
    public Route route() {
        return new Route("POST", "/v1/chat/completions");
    }

    @Override
    public ModelKind kind() {
        return ModelKind.CHAT;
    }

    @Override
    public Asked read(Content content) throws BadRequest {
        return new TextAsked(
                ChatRequest.Kind.CHAT, ChatRequest.parse(ChatRequest.Kind.CHAT, content.bytes()));
    }
}
