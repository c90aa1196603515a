package dev.sluice.core.settle;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.Price;
import dev.sluice.core.relay.Usage;
import dev.sluice.core.resolve.Candidate;
import java.util.Optional;

/**
 * The price of a usage. Where it does not fit 64 bits the usage makes no sense (a provider's, or a
 * client's max_tokens), and it counts as not priced: to fail would leave the row open for ever.
 *
 * @param nanoUsd rounded up once; 0 where not priced
 */
public record Cost(long nanoUsd, boolean priced) {
    /** What a caller's own account costs us. */
    public static final Cost NOTHING = new Cost(0, true);

    private static final Cost UNKNOWN = new Cost(0, false);

    /** What we pay for it. */
    public static Cost of(Candidate candidate, Usage usage) {
        return candidate.slot().source().isBilled() ? of(candidate.model(), usage) : NOTHING;
    }

    public static Cost of(Model model, Usage usage) {
        try {
            return model.price().orElse(null) instanceof Price.Tokens tokens
                    ? new Cost(
                            tokens.costNanoUsd(
                                    usage.inputTokens(),
                                    usage.cachedInputTokens(),
                                    usage.outputTokens()),
                            true)
                    : UNKNOWN;
        } catch (ArithmeticException e) {
            return UNKNOWN;
        }
    }

    static Cost of(Catalog catalog, String provider, String modelId, Usage usage) {
        Optional<Model> model = catalog.model(provider, modelId);
        return model.isPresent() ? of(model.get(), usage) : UNKNOWN;
    }
}
