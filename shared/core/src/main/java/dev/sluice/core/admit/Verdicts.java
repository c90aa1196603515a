package dev.sluice.core.admit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the verdicts on a request's scopes come to. */
final class Verdicts {
    private Verdicts() {}

    /** What the scopes that refused say together: the caller's reason, the longest wait. */
    static @Nullable Admission refusal(List<Scope> scopes, @Nullable Verdict[] verdicts) {
        Scope whose = null;
        Verdict.@Nullable Refused reason = null;
        long longestMicros = 0;
        for (int i = 0; i < verdicts.length; i++) {
            if (verdicts[i] instanceof Verdict.Refused refused) {
                longestMicros = Math.max(longestMicros, Tally.likelyMicros(refused));
                if (whose == null
                        || reason == null
                        || outweighs(scopes.get(i), refused, whose, reason)) {
                    whose = scopes.get(i);
                    reason = refused;
                }
            }
        }
        return whose == null || reason == null
                ? null
                : new Admission.Refused(whose, reason, longestMicros);
    }

    /**
     * The caller's own limit counts most, for no other slot can help; then an account that refuses,
     * for waiting alone does not help; else the longer wait.
     */
    private static boolean outweighs(
            Scope scope, Verdict.Refused refused, Scope other, Verdict.Refused than) {
        if (scope.ofCaller() || other.ofCaller()) {
            return scope.ofCaller();
        }
        return refused.isParked() == than.isParked()
                ? Tally.likelyMicros(refused) > Tally.likelyMicros(than)
                : refused.isParked();
    }
}
