package dev.sluice.wire.openai.answer;

import dev.sluice.core.measure.Metered;
import dev.sluice.wire.json.Decimal;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's usage says that an answer costs, in USD, whatever language it stands in
 * (OpenRouter's).
 *
 * <p>Where the model is billed to an account of the operator's at its own provider ("bring your own
 * key"), the cost is the fee alone, and what that provider takes is told beside it.
 *
 * @param nanoUsd what it takes; empty where it says nothing
 * @param othersNanoUsd what the model's own provider takes
 * @param isBilledHere whether it says that no other account is billed
 */
public record ToldCost(OptionalLong nanoUsd, OptionalLong othersNanoUsd, boolean isBilledHere) {
    static final String COST = "cost";
    static final String DETAILS = "cost_details";
    static final String OTHERS = "upstream_inference_cost";
    static final String IS_ELSEWHERE = "is_byok";

    /** Of a usage that was read. */
    public static ToldCost in(Map<String, JsonView> usage) throws MalformedJson {
        JsonView details = Members.given(usage, DETAILS);
        JsonView isElsewhere = Members.given(usage, IS_ELSEWHERE);
        return new ToldCost(
                usd(usage.get(COST)),
                usd(details == null ? null : details.members().get(OTHERS)),
                isElsewhere != null && isElsewhere.isBoolean() && !isElsewhere.isTrue());
    }

    private static OptionalLong usd(@Nullable JsonView value) {
        if (value == null) {
            return OptionalLong.empty();
        }
        int length = value.end() - value.start();
        return Decimal.nanoUsd(
                new String(value.bytes(), value.start(), length, StandardCharsets.UTF_8));
    }

    /** The same usage at this cost, where there is one. */
    public Metered of(Metered usage) {
        if (nanoUsd.isEmpty()) {
            return usage;
        }
        long others = isBilledHere ? 0 : othersNanoUsd.orElse(0);
        return usage.told(nanoUsd.getAsLong() + others);
    }
}
