package dev.sluice.wire.endpoint;

import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.time.Clock;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.picture.PictureAsked;

/** {@code POST /v1/images/generations} and {@code POST /v1/images/edits}. */
final class Pictures implements Endpoint {
    static final String EDITS = "/v1/images/edits";

    private final Route route;
    private final boolean edits;
    private final Clock clock;

    private Pictures(Route route, boolean edits, Clock clock) {
        this.route = route;
        this.edits = edits;
        this.clock = clock;
    }

    static Pictures generations() {
        return new Pictures(new Route("POST", "/v1/images/generations"), false, Clock.system());
    }

    static Pictures edits() {
        return new Pictures(new Route("POST", EDITS), true, Clock.system());
    }

    @Override
    public Route route() {
        return route;
    }

    @Override
    public ModelKind kind() {
        return ModelKind.IMAGE;
    }

    @Override
    public Asked read(Content content) throws BadRequest {
        return PictureAsked.read(content, edits, clock.instant().getEpochSecond());
    }
}
