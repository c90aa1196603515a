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
    private static final Branch[] BRANCHES = Branch.values();

    record Texts(String update, String condition) {}

    private final AtomicReferenceArray<Texts> byShape =
            new AtomicReferenceArray<>(place(DIMENSIONS.length));

    /** The digit that a dimension on a branch adds to a shape, in base 3. */
    static int digit(Dimension dimension, Branch branch) {
        return branch.ordinal() * place(dimension.ordinal());
    }

    /**
     * @param shape sum of the {@link #digit}s of all dimensions
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
            String tat = LimitItems.tat(dimension);
            switch (BRANCHES[shape / place(dimension.ordinal()) % BRANCHES.length]) {
                case NONE -> {}
                case BUSY -> {
                    sets.add(tat + " = " + tat + " + " + plus(dimension));
                    // not BETWEEN, which DynamoDB refuses where the bounds have crossed
                    conditions.add(tat + " >= " + least(dimension));
                    conditions.add(tat + " <= " + most(dimension));
                }
                case IDLE -> {
                    sets.add(tat + " = " + fresh(dimension));
                    conditions.add(
                            "(attribute_not_exists("
                                    + tat
                                    + ") OR "
                                    + tat
                                    + " < "
                                    + least(dimension)
                                    + ")");
                }
            }
        }
        return new Texts("SET " + String.join(", ", sets), String.join(" AND ", conditions));
    }

    /** Placeholder of the increment. */
    static String plus(Dimension dimension) {
        return switch (dimension) {
            case REQUESTS -> ":plusRequests";
            case TOKENS -> ":plusTokens";
            case IMAGES -> ":plusImages";
            case NANO_USD -> ":plusNanoUsd";
        };
    }

    /** Placeholder of the TAT of a fresh start: now + increment. */
    static String fresh(Dimension dimension) {
        return switch (dimension) {
            case REQUESTS -> ":newRequests";
            case TOKENS -> ":newTokens";
            case IMAGES -> ":newImages";
            case NANO_USD -> ":newNanoUsd";
        };
    }

    /** Placeholder of the least busy TAT: now - slack. */
    static String least(Dimension dimension) {
        return switch (dimension) {
            case REQUESTS -> ":leastRequests";
            case TOKENS -> ":leastTokens";
            case IMAGES -> ":leastImages";
            case NANO_USD -> ":leastNanoUsd";
        };
    }

    /** Placeholder of the greatest TAT that passes: now + burst - increment. */
    static String most(Dimension dimension) {
        return switch (dimension) {
            case REQUESTS -> ":mostRequests";
            case TOKENS -> ":mostTokens";
            case IMAGES -> ":mostImages";
            case NANO_USD -> ":mostNanoUsd";
        };
    }

    private static int place(int digits) {
        int place = 1;
        for (int i = 0; i < digits; i++) {
            place *= BRANCHES.length;
        }
        return place;
    }
}
