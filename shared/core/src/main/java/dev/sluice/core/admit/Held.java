package dev.sluice.core.admit;

import dev.sluice.core.measure.Measures;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request has taken of a scope, and how it stood then.
 *
 * @param claims at least one, in the order in which they were taken
 * @param sent what stays counted where the request leaves it: its provider has read it
 */
record Held(List<Claim> claims, ScopeState after, Measures sent) {
    Held {
        claims = List.copyOf(claims);
    }

    Held(Claim claim, ScopeState after) {
        this(List.of(claim), after, Measures.NONE);
    }

    /** Nobody else passes a pause. */
    boolean isProbe() {
        return after.cooldown(Scope.WHOLE).holds(claims.getFirst().nowMicros());
    }

    /** Of all claims together. */
    Measures measures() {
        Measures sum = Measures.NONE;
        for (Claim claim : claims) {
            sum = sum.plus(claim.measures());
        }
        return sum;
    }

    /** With what was taken later. */
    Held and(Held more) {
        List<Claim> all = new ArrayList<>(claims);
        all.addAll(more.claims);
        return new Held(all, more.after, sent);
    }

    /** With the claim that was taken last as this one. */
    Held latest(Claim claim) {
        List<Claim> changed = new ArrayList<>(claims);
        changed.set(changed.size() - 1, claim);
        return with(changed);
    }

    Held grown(Measures more) {
        return latest(claims.getLast().grown(more));
    }

    Held lowered(List<Claim> parts) {
        List<Claim> lowered = new ArrayList<>(claims);
        for (int i = 0; i < lowered.size(); i++) {
            lowered.set(i, lowered.get(i).less(parts.get(i).measures()));
        }
        return with(lowered);
    }

    Held leaving() {
        List<Claim> leaving = new ArrayList<>(claims);
        leaving.replaceAll(Claim::leaving);
        return with(leaving);
    }

    Held until(long laterMicros) {
        List<Claim> kept = new ArrayList<>(claims);
        kept.replaceAll(claim -> claim.until(laterMicros));
        return with(kept);
    }

    Held sent(Measures counted) {
        return new Held(claims, after, counted);
    }

    private Held with(List<Claim> others) {
        return new Held(others, after, sent);
    }
}
