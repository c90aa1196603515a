package dev.sluice.core.resolve;

import dev.sluice.core.call.Caller;

/**
 * Whether a caller's key may use a candidate: by the name it used, or by what that name stands for.
 */
final class Allowed {
    private Allowed() {}

    static boolean allows(Caller caller, String nameAsked, Candidate candidate) {
        return caller.allowedModels().contains(nameAsked)
                || names(caller, candidate.provider().name(), candidate.model().id());
    }

    /** Whether the key's list has the model itself, or all of its provider, or all there are. */
    static boolean names(Caller caller, String provider, String id) {
        if (caller.allowedModels().isEmpty()) {
            return true;
        }
        return caller.allowedModels().stream()
                .anyMatch(
                        allowed ->
                                allowed.equals("*")
                                        || allowed.equals(id)
                                        || allowed.equals(provider + "/" + id)
                                        || allowed.equals(provider + ":" + id)
                                        || allowed.equals(provider + "/*"));
    }
}
