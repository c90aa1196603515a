package dev.sluice.wire.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.Gateway;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.resolve.Offer;
import dev.sluice.core.resolve.Offers;
import dev.sluice.wire.door.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * {@code GET /v1/models} and {@code GET /v1/models/{id}}: what the configured slots serve and this
 * key may use, in OpenAI's shape with {@code pricing}, {@code context_length}, {@code capabilities}
 * and {@code limits} beside it.
 */
public final class ModelsDoor {
    private final Gateway gateway;
    private final Offers offers;
    private final JsonFactory json = new JsonFactory();

    public ModelsDoor(Gateway gateway, Offers offers) {
        this.gateway = gateway;
        this.offers = offers;
    }

    void list(Visit visit) throws Rejected, IOException {
        Caller caller = gateway.authenticate(visit.request().headers().first("authorization"));
        List<Offer> all = offers.all(caller);
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
        try (JsonGenerator generator = json.createGenerator(out)) {
            generator.writeStartObject();
            generator.writeStringField("object", "list");
            generator.writeArrayFieldStart("data");
            for (Offer offer : all) {
                ModelJson.write(generator, offer);
            }
            generator.writeEndArray();
            generator.writeEndObject();
        }
        visit.json(200, Headers.none(), out.toByteArray());
    }

    void one(Visit visit, String name) throws Rejected, IOException {
        Caller caller = gateway.authenticate(visit.request().headers().first("authorization"));
        Offer offer = offers.one(caller, name);
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 10);
        try (JsonGenerator generator = json.createGenerator(out)) {
            ModelJson.write(generator, offer);
        }
        visit.json(200, Headers.none(), out.toByteArray());
    }
}
