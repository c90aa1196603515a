package dev.sluice.core.admit;

import dev.sluice.core.measure.Measures;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request takes of every scope, and when: its parts follow from the times, so the same claim
 * finds them again.
 *
 * @param nowMicros when it is taken, by the clock of who takes it
 * @param untilMicros when the request has ended at the latest: leases expire then
 * @param left whether its places in flight were given back already
 */
public record Claim(Measures measures, long nowMicros, long untilMicros, boolean left) {
    public Claim(Measures measures, long nowMicros, long untilMicros) {
        this(measures, nowMicros, untilMicros, false);
    }

    /** The same without its places in flight. */
    Claim leaving() {
        return new Claim(measures, nowMicros, untilMicros, true);
    }

    /** The same until another time. */
    Claim until(long othersMicros) {
        return new Claim(measures, nowMicros, othersMicros, left);
    }

    /** The same of so much more. */
    Claim grown(Measures more) {
        return of(measures.plus(more));
    }

    /** The same of so much less. */
    Claim less(Measures less) {
        return of(measures.minus(less));
    }

    private Claim of(Measures others) {
        return new Claim(others, nowMicros, untilMicros, left);
    }

    /**
     * Spreads an amount over claims on one scope, by their times: each of the later ones bears up
     * to what it took, for it counts for longer, and the first bears the rest.
     */
    static List<Claim> shares(List<Claim> claims, Measures amount) {
        List<Claim> shares = new ArrayList<>(claims);
        Measures left = amount;
        for (int i = claims.size() - 1; i > 0; i--) {
            Measures over = claims.get(i).measures().missing(left);
            shares.set(i, claims.get(i).of(left.minus(over)));
            left = over;
        }
        shares.set(0, claims.getFirst().of(left));
        return shares;
    }
}
