package dev.sluice.core.resolve;

import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.limit.Limits;

/**
 * A model that can be asked for.
 *
 * @param name what to ask for: the exact id, or {@code provider/id} where another provider has the
 *     same id
 * @param limits the tightest of the slot that would be asked first
 */
public record Offer(String name, Provider provider, Model model, Limits limits) {}
