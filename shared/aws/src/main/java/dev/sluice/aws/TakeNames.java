package dev.sluice.aws;

import dev.sluice.core.admit.Dimension;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one dimension is called in a take's expressions.
 *
 * @param place weight of its digit in the number of a combination of branches
 * @param tat the attribute
 * @param plus placeholder of the increment
 * @param fresh of the TAT of a fresh start: now + increment
 * @param least of the least busy TAT: now - slack
 * @param most of the greatest TAT that passes: now + burst - increment
 */
record TakeNames(int place, String tat, String plus, String fresh, String least, String most) {
    private static final Map<Dimension, TakeNames> BY_DIMENSION = all();

    static TakeNames of(Dimension dimension) {
        TakeNames names = BY_DIMENSION.get(dimension);
        if (names == null) {
            throw new IllegalStateException("no names for " + dimension);
        }
        return names;
    }

    private static Map<Dimension, TakeNames> all() {
        Map<Dimension, TakeNames> all = new EnumMap<>(Dimension.class);
        int place = 1;
        for (Dimension dimension : Dimension.values()) {
            String tat = LimitItems.tat(dimension);
            String tail = tat.substring("tat".length());
            all.put(
                    dimension,
                    new TakeNames(
                            place,
                            tat,
                            ":plus" + tail,
                            ":new" + tail,
                            ":least" + tail,
                            ":most" + tail));
            place *= Branch.COUNT;
        }
        return all;
    }
}
