package dev.sluice.core.catalog;

import java.time.LocalDate;
import java.util.Optional;

/**
 * Whether and when a model went.
 *
 * @param on the day from which the provider no longer serves it
 * @param replacedBy the id, with the same provider, that took its place
 */
public record Retirement(Optional<LocalDate> on, Optional<String> replacedBy) {
    public static final Retirement NONE = new Retirement(Optional.empty(), Optional.empty());
}
