package dev.sluice.wire.endpoint;

import dev.sluice.core.call.Call;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.wire.answer.AnswerFormat;
import dev.sluice.wire.answer.Manners;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.messages.MessagesManners;
import java.util.Optional;

/** {@code POST /v1/messages}, streamed or whole: Anthropic's language, which agents speak. */
final class Messages implements Endpoint {
    private static final String PATH = "/v1/messages";

    @Override
    public Route route() {
        return new Route("POST", PATH);
    }

    @Override
    public ModelKind kind() {
        return ModelKind.CHAT;
    }

    @Override
    public Asked read(Content content) throws BadRequest {
        return MessagesAsked.read(content);
    }

    @Override
    public AnswerFormat format(Call call, Asked asked) {
        return ((MessagesAsked) asked).format(call);
    }

    @Override
    public Manners manners() {
        return MessagesManners.INSTANCE;
    }

    @Override
    public Optional<Counting> counting() {
        return Optional.of(new Counting(new Route("POST", PATH + "/count_tokens"), ""));
    }
}
