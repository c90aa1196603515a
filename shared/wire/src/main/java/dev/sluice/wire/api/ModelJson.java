package dev.sluice.wire.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.catalog.Capability;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.Price;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.resolve.Offer;
import dev.sluice.wire.endpoint.Endpoints;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.OptionalLong;

/** One model as {@code GET /v1/models} shows it. Amounts are exact decimals in USD. */
final class ModelJson {
    private ModelJson() {}

    static void write(JsonGenerator json, Offer offer, Endpoints endpoints) throws IOException {
        Model model = offer.model();
        json.writeStartObject();
        json.writeStringField("id", offer.name());
        json.writeStringField("object", "model");
        json.writeNumberField("created", model.asOf().atStartOfDay(ZoneOffset.UTC).toEpochSecond());
        json.writeStringField("owned_by", model.provider());
        json.writeStringField("display_name", model.displayName());
        json.writeStringField("type", lower(model.kind()));
        if (!model.category().isEmpty()) {
            json.writeStringField("category", model.category());
        }
        json.writeStringField("endpoint", endpoints.pathOf(model).orElse(null));
        number(json, "context_length", model.contextTokens());
        number(json, "max_output_tokens", model.maxOutputTokens());
        capabilities(json, model);
        json.writeBooleanField("priced", model.priced());
        pricing(json, model);
        limits(json, offer);
        if (model.deprecatedOn().isPresent()) {
            json.writeStringField("deprecated_on", model.deprecatedOn().get().toString());
        }
        if (model.replacedBy().isPresent()) {
            json.writeStringField("replaced_by", model.replacedBy().get());
        }
        json.writeEndObject();
    }

    private static void capabilities(JsonGenerator json, Model model) throws IOException {
        json.writeArrayFieldStart("capabilities");
        for (Capability capability : Capability.values()) {
            if (model.capabilities().contains(capability)) {
                json.writeString(lower(capability));
            }
        }
        json.writeEndArray();
    }

    private static void tokens(JsonGenerator json, Price.Tokens tokens) throws IOException {
        usd(json, "input", tokens.inputNanoUsdPerMillion());
        if (tokens.cachedInputNanoUsdPerMillion().isPresent()) {
            usd(json, "cached_input", tokens.cachedInputNanoUsdPerMillion().getAsLong());
        }
        if (tokens.cacheWriteNanoUsdPerMillion().isPresent()) {
            usd(json, "cache_write", tokens.cacheWriteNanoUsdPerMillion().getAsLong());
        }
        usd(json, "output", tokens.outputNanoUsdPerMillion());
    }

    private static void pricing(JsonGenerator json, Model model) throws IOException {
        if (!model.priced()) {
            json.writeNullField("pricing");
            return;
        }
        json.writeObjectFieldStart("pricing");
        json.writeStringField("currency", "USD");
        switch (model.price().orElseThrow()) {
            case Price.Tokens tokens -> {
                json.writeStringField("unit", "1M tokens");
                tokens(json, tokens);
                if (tokens.searchNanoUsd().isPresent()) {
                    usd(json, "search", tokens.searchNanoUsd().getAsLong());
                }
                if (tokens.shortPrompts().isPresent()) {
                    Price.Tokens.ShortPrompts cheap = tokens.shortPrompts().get();
                    json.writeObjectFieldStart("short_prompts");
                    json.writeNumberField("most_input_tokens", cheap.mostInputTokens());
                    tokens(json, cheap.price());
                    json.writeEndObject();
                }
            }
            case Price.Megapixel megapixel -> {
                json.writeStringField("unit", "megapixel");
                usd(json, "price", megapixel.nanoUsdPerMegapixel());
                number(json, "default_steps", megapixel.defaultSteps());
            }
            case Price.Unit unit -> {
                json.writeStringField("unit", lower(unit.unit()).replace('_', ' '));
                usd(json, "price", unit.nanoUsdPerUnit());
            }
        }
        json.writeEndObject();
    }

    private static void limits(JsonGenerator json, Offer offer) throws IOException {
        json.writeObjectFieldStart("limits");
        number(json, "rpm", offer.limits().perMinute(Measure.REQUESTS));
        number(json, "tpm", offer.limits().perMinute(Measure.TOKENS));
        number(json, "images_per_minute", offer.limits().perMinute(Measure.IMAGES));
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, OptionalLong value)
            throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(name, value.getAsLong());
        } else {
            json.writeNullField(name);
        }
    }

    private static void usd(JsonGenerator json, String name, long nanoUsd) throws IOException {
        BigDecimal usd = BigDecimal.valueOf(nanoUsd, 9).stripTrailingZeros();
        json.writeFieldName(name);
        json.writeNumber(usd.scale() < 0 ? usd.setScale(0).toPlainString() : usd.toPlainString());
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
