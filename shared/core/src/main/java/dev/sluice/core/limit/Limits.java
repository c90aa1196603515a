package dev.sluice.core.limit;

import dev.sluice.core.measure.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Limits of one scope, each of another measure or window.
 *
 * @param all may be empty: nothing is limited
 */
public record Limits(List<Limit> all) {
    public static final Limits NONE = new Limits(List.of());

    /** Throws {@link IllegalArgumentException} where two are of the same measure and window. */
    public Limits {
        all = List.copyOf(all);
        for (int i = 1; i < all.size(); i++) {
            if (find(all.subList(0, i), all.get(i)) != null) {
                throw new IllegalArgumentException(
                        "limit \"" + all.get(i).words() + "\" is given twice");
            }
        }
    }

    public static Limits of(Limit... limits) {
        return new Limits(List.of(limits));
    }

    /** Requests and tokens a minute, as far as they are limited. */
    public static Limits perMinute(OptionalLong rpm, OptionalLong tpm) {
        return new Limits(Limit.perMinute(rpm, tpm));
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** How much of a measure may be used a minute, if that is limited. */
    public OptionalLong perMinute(Measure measure) {
        return Limit.amount(all, measure, Sliding.MINUTE);
    }

    /** These, with others in place of those of the same measure and window, and beside the rest. */
    public Limits replacedBy(Limits others) {
        if (others.isEmpty() || isEmpty()) {
            return others.isEmpty() ? this : others;
        }
        List<Limit> limits = new ArrayList<>(all);
        for (Limit other : others.all) {
            limits.remove(find(limits, other));
            limits.add(other);
        }
        return new Limits(limits);
    }

    /** Both together: of each measure and window the smaller amount. */
    public Limits and(Limits others) {
        List<Limit> limits = new ArrayList<>(all);
        for (Limit other : others.all) {
            Limit mine = find(limits, other);
            if (mine == null || mine.amount() > other.amount()) {
                limits.remove(mine);
                limits.add(other);
            }
        }
        return new Limits(limits);
    }

    private static @Nullable Limit find(List<Limit> limits, Limit like) {
        for (Limit limit : limits) {
            if (limit.measure() == like.measure() && limit.window().equals(like.window())) {
                return limit;
            }
        }
        return null;
    }
}
