package dev.sluice.wire.endpoint;

import dev.sluice.core.call.Call;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.wire.answer.AnswerFormat;
import dev.sluice.wire.answer.Manners;
import dev.sluice.wire.answer.OpenAiFormat;
import dev.sluice.wire.answer.OpenAiManners;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import java.util.Optional;

/**
 * What clients call to have a model do something: a path, the kind of model behind it, how a body
 * becomes an ask, and the form of the answer. Routing, the text of a 404 and {@code /v1/models}
 * come from the list of them, and a test holds the README's table against it. Safe for any thread.
 */
public interface Endpoint {

    /** Where it is; always {@code POST}. */
    Route route();

    /** The models that can be asked here. */
    ModelKind kind();

    /**
     * Reads one request.
     *
     * @throws BadRequest when the body is not what this endpoint takes
     */
    Asked read(Content content) throws BadRequest;

    /** How an answer looks, for one request. */
    default AnswerFormat format(Call call, Asked asked) {
        return new OpenAiFormat();
    }

    /** How its clients are told all else: errors, limits; and where their key stands. */
    default Manners manners() {
        return OpenAiManners.CHAT;
    }

    /** Where the tokens of a request of this endpoint are counted; empty where nowhere. */
    default Optional<Counting> counting() {
        return Optional.empty();
    }
}
