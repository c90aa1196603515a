package dev.sluice.core.call;

import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import java.util.List;

/**
 * Who calls.
 *
 * @param id what rows, rollups and limits are kept under: the name of a gateway key, or the e-mail
 *     address of who signed in, in lower case
 * @param allowedModels names, aliases or {@code provider/*} patterns; empty = all
 * @param limits of all its requests together; may be empty
 * @param unpriced which models without a known price its credit serves
 */
public record Caller(String id, List<String> allowedModels, List<Limit> limits, Unpriced unpriced) {
    public Caller {
        if (id.isBlank()) {
            throw new IllegalArgumentException("caller id must not be blank");
        }
        allowedModels = List.copyOf(allowedModels);
        limits = List.copyOf(limits);
    }

    /** Without a credit: what its limits do not count they do not serve. */
    public Caller(String id, List<String> allowedModels, List<Limit> limits) {
        this(id, allowedModels, limits, Unpriced.NONE);
    }

    /**
     * Whether it has a budget for ever: of a credit the ledger's sums say what is left
     * (docs/decisions/0005-credit.md).
     */
    public boolean spendsCredit() {
        return spendsCredit(limits);
    }

    /**
     * Whether its budgets let it use models whose price is not known. A credit may, which then does
     * not count them; a budget of a period promises more.
     *
     * @param ofService whether who serves them is a service, which bills for them
     */
    public boolean mayUseUnpriced(boolean ofService) {
        for (Limit limit : limits) {
            if (limit.measure() == Measure.NANO_USD
                    && !(limit.window() == Calendar.EVER && unpriced.includes(ofService))) {
                return false;
            }
        }
        return true;
    }

    public static boolean spendsCredit(List<Limit> limits) {
        return Limit.amount(limits, Measure.NANO_USD, Calendar.EVER).isPresent();
    }
}
