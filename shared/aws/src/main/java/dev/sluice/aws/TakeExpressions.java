package dev.sluice.aws;

import dev.sluice.core.admit.Dimension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The texts of a take, which depend only on the branch of each dimension: 81 combinations, each
 * built once at its first use. Safe for any thread.
 *
 * <pre>
 *   SET #ttl = :ttl, tatRequests = tatRequests + :plusRequests, tatTokens = :newTokens
 *   (attribute_not_exists(cooldownUntil) OR cooldownUntil &lt;= :now)
 *     AND tatRequests &gt;= :leastRequests AND tatRequests &lt;= :mostRequests
 *     AND (attribute_not_exists(tatTokens) OR tatTokens &lt; :leastTokens)
 * </pre>
 */
final class TakeExpressions {
    private static final Dimension[] DIMENSIONS = Dimension.values();
    private static final int COMBINATIONS = (int) Math.pow(Branch.COUNT, DIMENSIONS.length);

    record Texts(String update, String condition) {}

    private final AtomicReferenceArray<Texts> byShape = new AtomicReferenceArray<>(COMBINATIONS);

    /**
     * @param shape sum over the dimensions of {@code place × digit of the branch}
     */
    Texts of(int shape) {
        Texts known = byShape.get(shape);
        if (known != null) {
            return known;
        }
        Texts built = build(shape);
        byShape.set(shape, built);
        return built;
    }

    private static Texts build(int shape) {
        List<String> sets = new ArrayList<>(List.of("#ttl = :ttl"));
        List<String> conditions =
                new ArrayList<>(
                        List.of("(attribute_not_exists(cooldownUntil) OR cooldownUntil <= :now)"));
        for (Dimension dimension : DIMENSIONS) {
            TakeNames of = TakeNames.of(dimension);
            switch (Branch.ofDigit(shape / of.place() % Branch.COUNT)) {
                case NONE -> {}
                case BUSY -> {
                    sets.add(of.tat() + " = " + of.tat() + " + " + of.plus());
                    // not BETWEEN, which DynamoDB refuses where the bounds have crossed
                    conditions.add(of.tat() + " >= " + of.least());
                    conditions.add(of.tat() + " <= " + of.most());
                }
                case IDLE -> {
                    sets.add(of.tat() + " = " + of.fresh());
                    conditions.add(
                            "(attribute_not_exists("
                                    + of.tat()
                                    + ") OR "
                                    + of.tat()
                                    + " < "
                                    + of.least()
                                    + ")");
                }
            }
        }
        return new Texts("SET " + String.join(", ", sets), String.join(" AND ", conditions));
    }
}
