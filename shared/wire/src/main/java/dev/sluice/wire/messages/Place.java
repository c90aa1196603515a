package dev.sluice.wire.messages;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import java.util.Map;

/**
 * Where a request wants its model to run. Some places cost more than the catalog's price, and who
 * names one may not be answered elsewhere in silence.
 */
final class Place {
    private static final String NAME = "inference_geo";

    private Place() {}

    static void refuse(Map<String, JsonView> request) throws BadRequest, MalformedJson {
        JsonView place = Members.given(request, NAME);
        if (place != null && !"global".equals(place.text())) {
            throw Wrong.refused(
                    NAME,
                    "this gateway does not say where a model runs, and has no price for it; leave it"
                            + " out, or say 'global'");
        }
    }
}
