package dev.sluice.core.resolve;

import dev.sluice.core.call.Caller;

/**
 * Whether a caller's key may use a candidate: by the name it used, or by what that name stands for.
 */
final class Allowed {
    private Allowed() {}

    static boolean allows(Caller caller, String nameAsked, Candidate candidate) {
        if (caller.allowedModels().isEmpty()) {
            return true;
        }
        String provider = candidate.provider().name();
        String id = candidate.model().id();
        return caller.allowedModels().stream()
                .anyMatch(
                        allowed ->
                                allowed.equals("*")
                                        || allowed.equals(nameAsked)
                                        || allowed.equals(id)
                                        || allowed.equals(provider + "/" + id)
                                        || allowed.equals(provider + ":" + id)
                                        || allowed.equals(provider + "/*"));
    }
}
