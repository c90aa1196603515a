package dev.sluice.wire.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.Gateway;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.resolve.Offer;
import dev.sluice.core.resolve.Offers;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.door.Percent;
import dev.sluice.wire.endpoint.Endpoints;
import dev.sluice.wire.endpoint.Route;
import dev.sluice.wire.messages.MessagesManners;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /v1/models} and {@code GET /v1/models/{id}}: what the configured slots serve and this
 * key may use, in OpenAI's shape with {@code pricing}, {@code context_length}, {@code capabilities}
 * and {@code limits} beside it.
 */
public final class ModelsDoor {
    private static final String PATH = "/v1/models";
    private static final String TYPE = "type=";

    static final Route LIST = new Route("GET", PATH);

    static final Route ONE = new Route("GET", PATH + "/{id}");

    private final Gateway gateway;
    private final Offers offers;
    private final Endpoints endpoints;
    private final JsonFactory json = new JsonFactory();

    public ModelsDoor(Gateway gateway, Offers offers, Endpoints endpoints) {
        this.gateway = gateway;
        this.offers = offers;
        this.endpoints = endpoints;
    }

    static boolean isList(String path) {
        return path.equals(PATH) || path.equals(PATH + "/");
    }

    static Optional<String> id(String path) {
        return path.startsWith(PATH + "/")
                ? Optional.of(path.substring(PATH.length() + 1))
                : Optional.empty();
    }

    /** Refuses a name that stands for nothing this caller may use. */
    void require(Caller caller, String name) throws Rejected {
        offers.one(caller, name);
    }

    void list(Visit visit) throws Rejected, IOException {
        Caller caller = visit.caller(gateway);
        String query = visit.request().query();
        List<Offer> all = ofType(query, offers.all(caller));
        if (isAnthropics(visit)) {
            visit.json(200, Headers.none(), AnthropicModels.list(all, query));
            return;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
        try (JsonGenerator generator = json.createGenerator(out)) {
            generator.writeStartObject();
            generator.writeStringField("object", "list");
            generator.writeArrayFieldStart("data");
            for (Offer offer : all) {
                ModelJson.write(generator, offer, endpoints);
            }
            generator.writeEndArray();
            CodexModels.write(generator, all);
            generator.writeEndObject();
        }
        visit.json(200, Headers.none(), out.toByteArray());
    }

    /** Those of one type, where the query says {@code type=image}. */
    private static List<Offer> ofType(String query, List<Offer> all) {
        for (String pair : query.split("&")) {
            if (pair.startsWith(TYPE)) {
                String type = Percent.decode(pair.substring(TYPE.length()), Percent.Broken.KEPT);
                return all.stream()
                        .filter(offer -> offer.model().kind().wireName().equalsIgnoreCase(type))
                        .toList();
            }
        }
        return all;
    }

    void one(Visit visit, String name) throws Rejected, IOException {
        Caller caller = visit.caller(gateway);
        Offer offer = offers.one(caller, name);
        if (isAnthropics(visit)) {
            visit.json(200, Headers.none(), AnthropicModels.one(offer));
            return;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 10);
        try (JsonGenerator generator = json.createGenerator(out)) {
            ModelJson.write(generator, offer, endpoints);
        }
        visit.json(200, Headers.none(), out.toByteArray());
    }

    private static boolean isAnthropics(Visit visit) {
        return visit.request().headers().first(MessagesManners.VERSION) != null;
    }
}
