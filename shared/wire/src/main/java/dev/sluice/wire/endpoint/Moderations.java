package dev.sluice.wire.endpoint;

import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.time.Clock;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.moderation.ModerationAsked;

/** {@code POST /v1/moderations}: guard models' verdicts in OpenAI's form. */
final class Moderations implements Endpoint {
    private final Clock clock = Clock.system();

    @Override
    public Route route() {
        return new Route("POST", "/v1/moderations");
    }

    @Override
    public ModelKind kind() {
        return ModelKind.MODERATION;
    }

    @Override
    public Asked read(Content content) throws BadRequest {
        return ModerationAsked.read(content, "modr-" + Long.toString(clock.epochMicros(), 36));
    }
}
