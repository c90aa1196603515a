package dev.sluice.wire.endpoint;

import dev.sluice.core.call.Call;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.wire.answer.AnswerFormat;
import dev.sluice.wire.answer.Manners;
import dev.sluice.wire.answer.OpenAiManners;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.responses.ResponsesCall;
import java.util.Optional;

/** {@code POST /v1/responses}, streamed or whole, and {@code POST /v1/responses/input_tokens}. */
final class Responses implements Endpoint {
    private static final Counting COUNTING =
            new Counting(new Route("POST", "/v1/responses/input_tokens"), "response.input_tokens");

    @Override
    public Route route() {
        return new Route("POST", "/v1/responses");
    }

    @Override
    public ModelKind kind() {
        return ModelKind.CHAT;
    }

    @Override
    public Asked read(Content content) throws BadRequest {
        return ResponsesCall.read(content.bytes(), TextAsked::translated);
    }

    @Override
    public AnswerFormat format(Call call, Asked asked) {
        return ((ResponsesCall) asked).format(call.requestId());
    }

    @Override
    public Manners manners() {
        return OpenAiManners.AGENTS;
    }

    @Override
    public Optional<Counting> counting() {
        return Optional.of(COUNTING);
    }
}
