package dev.sluice.core.settle;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.Price;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.resolve.Candidate;
import java.util.Optional;

/**
 * The price of a usage. Where it does not fit 64 bits the usage makes no sense (a provider's, or a
 * client's max_tokens), and it counts as not priced: to fail would leave the row open for ever.
 *
 * @param nanoUsd rounded up once; what is known of it, mostly 0, where not priced
 */
public record Cost(long nanoUsd, boolean priced) {
    /** What a caller's own account costs us. */
    public static final Cost NOTHING = new Cost(0, true);

    private static final Cost UNKNOWN = new Cost(0, false);

    /** What we pay for it. */
    public static Cost of(Candidate candidate, Metered usage) {
        return candidate.slot().source().isBilled() ? of(candidate.model(), usage) : NOTHING;
    }

    /** By the provider's own word where it gave one, else by the table. */
    public static Cost of(Model model, Metered usage) {
        if (usage.toldNanoUsd().isPresent()) {
            return new Cost(usage.toldNanoUsd().getAsLong(), true);
        }
        Price price = model.price().orElse(null);
        try {
            return price == null ? UNKNOWN : of(price, usage);
        } catch (ArithmeticException e) {
            return UNKNOWN;
        }
    }

    /** The most that an estimated usage may come to. */
    public static Cost most(Model model, Metered estimated) {
        Price price = model.price().orElse(null);
        try {
            return price == null
                    ? UNKNOWN
                    : new Cost(price.mostNanoUsd(estimated.measures()), true);
        } catch (ArithmeticException e) {
            return UNKNOWN;
        }
    }

    /**
     * A price of something that was not counted does not make it free: it is not known then. Where
     * the count is known to be nothing, nothing is owed, not even for the request.
     */
    private static Cost of(Price price, Metered usage) {
        if (usage.equals(Metered.NONE)) {
            return NOTHING;
        }
        long nanoUsd = price.costNanoUsd(usage.measures().with(Measure.REQUESTS, 1));
        boolean notCounted = nanoUsd == 0 && price.rank() > 0 && !(price instanceof Price.Tokens);
        return notCounted ? UNKNOWN : new Cost(nanoUsd, knowsSearches(price, usage));
    }

    private static boolean knowsSearches(Price price, Metered usage) {
        return usage.of(Measure.SEARCHES) == 0
                || (price instanceof Price.Tokens tokens && tokens.searchNanoUsd().isPresent());
    }

    /** Both together, which is known only where each is. */
    public Cost plus(Cost more) {
        try {
            return new Cost(Math.addExact(nanoUsd, more.nanoUsd), priced && more.priced);
        } catch (ArithmeticException e) {
            return UNKNOWN;
        }
    }

    static Cost of(Catalog catalog, String provider, String modelId, Metered usage) {
        Optional<Model> model = catalog.model(provider, modelId);
        return of(model.orElse(Model.unlisted(provider, modelId)), usage);
    }
}
