package dev.sluice.core.call;

import dev.sluice.core.limit.Limit;
import java.util.List;

/**
 * Who calls.
 *
 * @param id what rows, rollups and limits are kept under: the name of a gateway key, or the e-mail
 *     address of who signed in, in lower case
 * @param allowedModels names, aliases or {@code provider/*} patterns; empty = all
 * @param limits of all its requests together; may be empty
 */
public record Caller(String id, List<String> allowedModels, List<Limit> limits) {
    public Caller {
        if (id.isBlank()) {
            throw new IllegalArgumentException("caller id must not be blank");
        }
        allowedModels = List.copyOf(allowedModels);
        limits = List.copyOf(limits);
    }
}
