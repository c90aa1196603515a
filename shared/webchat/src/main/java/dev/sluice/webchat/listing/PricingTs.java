package dev.sluice.webchat.listing;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.Price;
import dev.sluice.webchat.page.WebJson;
import dev.sluice.wire.json.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code pricing.ts} for the frontend: the price of every chat model by its id, and by {@code
 * provider:id} and {@code provider/id}, for one id may have several prices. Only what has a price
 * of $0 is free; a name tells nothing.
 */
@SuppressWarnings("InlineFormatString") // a whole file in the middle of a method hides the method
public final class PricingTs {
    private static final String FILE =
            """
            // Made from the gateway's catalog, version %s. Do not edit: make pricing-ts OUT=...
            // USD per 1M tokens.

            export interface ModelPricing {
              input: number;
              output: number;
            }

            export const MODEL_PRICING: Record<string, ModelPricing> = {
            %s};

            /** The price of a model, with or without its provider in front; null if it is not known. */
            export function getModelPricing(model: string): ModelPricing | null {
              return Object.prototype.hasOwnProperty.call(MODEL_PRICING, model) ? MODEL_PRICING[model] : null;
            }

            /** Whether a model costs nothing. */
            export function isFreeTierModel(model: string): boolean {
              const price = getModelPricing(model);
              return price !== null && price.input === 0 && price.output === 0;
            }

            /** The cost of a call in USD; null if the price is not known. */
            export function calculateCost(model: string, promptTokens: number, completionTokens: number): number | null {
              const price = getModelPricing(model);
              return price === null
                ? null
                : (promptTokens * price.input + completionTokens * price.output) / 1_000_000;
            }
            """;

    private PricingTs() {}

    public static String of(Catalog catalog) {
        Map<String, Price.Tokens> bare = new LinkedHashMap<>();
        Map<String, Price.Tokens> prices = new TreeMap<>();
        for (Model model : catalog.models()) {
            if (model.price().orElse(null) instanceof Price.Tokens tokens) {
                bare.putIfAbsent(model.id(), tokens);
                prices.put(model.provider() + ":" + model.id(), tokens);
                prices.put(model.provider() + "/" + model.id(), tokens);
            }
        }
        // A key with a provider is exact; a bare id takes the first provider's price.
        bare.forEach(prices::putIfAbsent);
        StringBuilder lines = new StringBuilder(32_768);
        prices.forEach((name, price) -> lines.append(line(name, price)));
        return FILE.formatted(catalog.version(), lines);
    }

    private static String line(String name, Price.Tokens price) {
        return "  "
                + WebJson.text(JsonText.quote(name))
                + ": { input: "
                + WebJson.usd(price.inputNanoUsdPerMillion())
                + ", output: "
                + WebJson.usd(price.outputNanoUsdPerMillion())
                + " },\n";
    }
}
