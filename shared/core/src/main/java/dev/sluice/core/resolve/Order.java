package dev.sluice.core.resolve;

import dev.sluice.core.catalog.Price;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** By slot priority, then price; slots of one provider that are equal in both take turns. */
final class Order {
    private static final Comparator<Candidate> BEST_FIRST =
            Comparator.comparingInt((Candidate candidate) -> candidate.slot().priority())
                    .thenComparingLong(Order::price);

    private Order() {}

    static List<Candidate> inTurn(List<Candidate> candidates, int turn) {
        List<Candidate> sorted = new ArrayList<>(candidates);
        List<String> providers =
                candidates.stream()
                        .map(candidate -> candidate.slot().provider())
                        .distinct()
                        .toList();
        sorted.sort(
                BEST_FIRST.thenComparingInt(
                        candidate -> providers.indexOf(candidate.slot().provider())));
        int from = 0;
        for (int to = 1; to <= sorted.size(); to++) {
            if (to == sorted.size() || !share(sorted.get(from), sorted.get(to))) {
                List<Candidate> equals = sorted.subList(from, to);
                Collections.rotate(equals, -Math.floorMod(turn, equals.size()));
                from = to;
            }
        }
        return sorted;
    }

    private static boolean share(Candidate one, Candidate other) {
        return BEST_FIRST.compare(one, other) == 0
                && one.slot().provider().equals(other.slot().provider());
    }

    /** Input and output at equal shares; what has no price comes last. */
    private static long price(Candidate candidate) {
        return candidate.model().price().orElse(null) instanceof Price.Tokens tokens
                ? Math.addExact(tokens.inputNanoUsdPerMillion(), tokens.outputNanoUsdPerMillion())
                : Long.MAX_VALUE;
    }
}
