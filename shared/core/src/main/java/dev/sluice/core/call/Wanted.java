package dev.sluice.core.call;

import dev.sluice.core.catalog.Model;
import dev.sluice.core.measure.Measures;

/**
 * What an answer may come to beside tokens (pictures, pixels, seconds, characters), for each model
 * that may serve: reserved before the call, and so limited and held of a budget. High rather than
 * low. Safe for any thread.
 */
@FunctionalInterface
public interface Wanted {
    /**
     * Tokens alone. No lambda: one of an interface that has a constant is in no AOT cache, and each
     * process's first request needs it.
     */
    @SuppressWarnings("Convert2Lambda")
    Wanted NOTHING =
            new Wanted() {
                @Override
                public Measures of(Model model) {
                    return Measures.NONE;
                }
            };

    /** The amounts as this model is limited and billed by. */
    Measures of(Model model);

    /** Whether the provider works on after the request has ended. */
    default boolean isJob() {
        return false;
    }

    /** The same of a job. */
    static Wanted job(Wanted wanted) {
        return new Wanted() {
            @Override
            public Measures of(Model model) {
                return wanted.of(model);
            }

            @Override
            public boolean isJob() {
                return true;
            }
        };
    }
}
