package dev.sluice.core.admit;

import java.util.List;

/**
 * What a reservation has to take for its next candidate.
 *
 * @param claim of each scope of the candidate's
 * @param ofCaller of the caller's, which is kept from candidate to candidate: what it lacks
 */
record Missing(List<Scope> scopes, Claim claim, Claim ofCaller) {
    Missing {
        scopes = List.copyOf(scopes);
    }

    Claim claim(Scope scope) {
        return scope.ofCaller() ? ofCaller : claim;
    }

    /** The same of the caller's scope alone, or of the others. */
    Missing only(boolean callers) {
        return new Missing(
                scopes.stream().filter(scope -> scope.ofCaller() == callers).toList(),
                claim,
                ofCaller);
    }
}
