package dev.sluice.webchat.listing;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.catalog.Capability;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.catalog.Price;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.limit.Limits;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.resolve.Slot;
import dev.sluice.webchat.page.WebJson;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;

/** {@code PROVIDER_CATALOG.json} in the schema of the frontend's old backend, from our catalog. */
public final class ProviderCatalogJson {
    private static final long LARGE_NANO_USD_PER_MILLION = 500_000_000;

    private ProviderCatalogJson() {}

    public static byte[] of(Catalog catalog) {
        return WebJson.object(
                json -> {
                    json.writeStringField("version", catalog.version());
                    json.writeStringField("lastUpdated", lastUpdated(catalog));
                    json.writeObjectFieldStart("chat");
                    json.writeStringField("description", "Chat completion providers");
                    json.writeObjectFieldStart("providers");
                    for (Provider provider : catalog.providers()) {
                        if (provider.listsModels()) {
                            provider(json, catalog, provider);
                        }
                    }
                    json.writeEndObject();
                    json.writeEndObject();
                    empty(json, "whisper");
                    empty(json, "imageGeneration");
                    json.writeArrayFieldStart("openaiCompatibleEndpoints");
                    json.writeEndArray();
                    categories(json);
                });
    }

    private static String lastUpdated(Catalog catalog) {
        return catalog.models().stream()
                .map(Model::asOf)
                .max(LocalDate::compareTo)
                .map(Object::toString)
                .orElse("");
    }

    private static void empty(JsonGenerator json, String name) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeObjectFieldStart("providers");
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void categories(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("modelCategories");
        category(json, "small", "Simple questions", "0.5");
        category(json, "large", "Demanding tasks", "5");
        category(json, "reasoning", "Problems that take thought", "20");
        json.writeEndObject();
    }

    private static void category(
            JsonGenerator json, String name, String description, String maxCost)
            throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("description", description);
        json.writeArrayFieldStart("useCases");
        json.writeEndArray();
        json.writeFieldName("maxCost");
        json.writeNumber(maxCost);
        json.writeEndObject();
    }

    private static void provider(JsonGenerator json, Catalog catalog, Provider provider)
            throws IOException {
        List<Model> models =
                catalog.models().stream()
                        .filter(model -> model.provider().equals(provider.name()))
                        .filter(model -> model.kind() == ModelKind.CHAT)
                        .toList();
        json.writeObjectFieldStart(provider.name());
        json.writeStringField("name", provider.displayName());
        json.writeStringField("type", provider.name());
        json.writeStringField("apiBase", provider.baseUrl().map(Object::toString).orElse(""));
        json.writeBooleanField("supportsStreaming", true);
        json.writeBooleanField("supportsTools", any(models, Capability.TOOLS));
        json.writeBooleanField("supportsVision", any(models, Capability.VISION));
        json.writeObjectFieldStart("freeTier");
        json.writeBooleanField(
                "available", models.stream().anyMatch(ProviderCatalogJson::isFreeNow));
        json.writeEndObject();
        json.writeObjectFieldStart("rateLimitHeaders");
        json.writeStringField("format", "standard");
        json.writeStringField("prefix", "x-ratelimit-");
        json.writeEndObject();
        json.writeObjectFieldStart("models");
        for (Model model : models) {
            model(json, provider, model);
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void model(JsonGenerator json, Provider provider, Model model)
            throws IOException {
        json.writeObjectFieldStart(model.id());
        json.writeStringField("id", model.id());
        json.writeStringField("category", category(model));
        json.writeStringField("description", model.displayName());
        if (model.contextTokens().isPresent()) {
            json.writeNumberField("contextWindow", model.contextTokens().getAsLong());
        }
        if (model.maxOutputTokens().isPresent()) {
            json.writeNumberField("maxOutput", model.maxOutputTokens().getAsLong());
        }
        pricing(json, model);
        json.writeBooleanField("supportsTools", has(model, Capability.TOOLS));
        json.writeBooleanField("supportsVision", has(model, Capability.VISION));
        json.writeBooleanField("supportsStreaming", has(model, Capability.STREAM));
        limits(json, provider, model);
        boolean deprecated = model.deprecatedOn().isPresent();
        json.writeBooleanField("deprecated", deprecated);
        json.writeBooleanField("available", !deprecated);
        if (deprecated) {
            json.writeStringField("deprecationDate", model.deprecatedOn().get().toString());
        }
        json.writeEndObject();
    }

    /** Without a price there is no {@code pricing}: 0 would say that it is free. */
    private static void pricing(JsonGenerator json, Model model) throws IOException {
        if (model.price().orElse(null) instanceof Price.Tokens tokens) {
            json.writeObjectFieldStart("pricing");
            WebJson.usd(json, "input", tokens.inputNanoUsdPerMillion());
            WebJson.usd(json, "output", tokens.outputNanoUsdPerMillion());
            json.writeStringField("unit", "per_million_tokens");
            json.writeBooleanField("free", tokens.rank() == 0);
            json.writeEndObject();
        }
    }

    private static void limits(JsonGenerator json, Provider provider, Model model)
            throws IOException {
        Limits tier = provider.limits(model.kind(), Slot.DEFAULT_TIER);
        Limits own = model.ownLimits(Slot.DEFAULT_TIER);
        Limits limits = tier.replacedBy(own);
        var tpm = limits.perMinute(Measure.TOKENS);
        var rpm = limits.perMinute(Measure.REQUESTS);
        json.writeObjectFieldStart("rateLimits");
        if (tpm.isPresent()) {
            json.writeNumberField("tokensPerMinute", tpm.getAsLong());
        }
        if (rpm.isPresent()) {
            json.writeNumberField("requestsPerMinute", rpm.getAsLong());
        }
        json.writeEndObject();
    }

    private static String category(Model model) {
        if (has(model, Capability.REASONING)) {
            return "reasoning";
        }
        boolean small =
                model.price().orElse(null) instanceof Price.Tokens tokens
                        && tokens.inputNanoUsdPerMillion() <= LARGE_NANO_USD_PER_MILLION;
        return small ? "small" : "large";
    }

    private static boolean isFreeNow(Model model) {
        return model.deprecatedOn().isEmpty()
                && model.price().map(price -> price.rank() == 0).orElse(false);
    }

    private static boolean any(List<Model> models, Capability capability) {
        return models.stream().anyMatch(model -> has(model, capability));
    }

    private static boolean has(Model model, Capability capability) {
        return model.capabilities().contains(capability);
    }
}
