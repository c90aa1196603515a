package dev.sluice.core.resolve;

import dev.sluice.core.catalog.Price;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** By slot priority, then price; slots of one provider that are equal in both take turns. */
final class Order {
    private Order() {}

    static List<Candidate> inTurn(List<Candidate> candidates, int turn) {
        List<Candidate> sorted = new ArrayList<>(candidates);
        if (sorted.size() == 1) {
            return sorted;
        }
        List<String> providers = new ArrayList<>();
        for (Candidate candidate : candidates) {
            providers.add(candidate.slot().provider());
        }
        sorted.sort(
                (one, other) -> {
                    int order = bestFirst(one, other);
                    return order != 0
                            ? order
                            : Integer.compare(
                                    providers.indexOf(one.slot().provider()),
                                    providers.indexOf(other.slot().provider()));
                });
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
        return bestFirst(one, other) == 0 && one.slot().provider().equals(other.slot().provider());
    }

    private static int bestFirst(Candidate one, Candidate other) {
        int byPriority = Integer.compare(one.slot().priority(), other.slot().priority());
        return byPriority != 0 ? byPriority : Long.compare(price(one), price(other));
    }

    /** Input and output at equal shares; what has no price comes last. */
    private static long price(Candidate candidate) {
        return candidate.model().price().orElse(null) instanceof Price.Tokens tokens
                ? Math.addExact(tokens.inputNanoUsdPerMillion(), tokens.outputNanoUsdPerMillion())
                : Long.MAX_VALUE;
    }
}
