package dev.sluice.core.call;

import java.util.List;
import java.util.OptionalLong;

/**
 * Who calls.
 *
 * @param id what rows, rollups and limits are kept under: the name of a gateway key, or the e-mail
 *     address of who signed in, in lower case
 * @param allowedModels names, aliases or {@code provider/*} patterns; empty = all
 * @param rpm requests a minute, if limited
 * @param tpm tokens a minute, if limited
 */
public record Caller(String id, List<String> allowedModels, OptionalLong rpm, OptionalLong tpm) {
    public Caller {
        if (id.isBlank()) {
            throw new IllegalArgumentException("caller id must not be blank");
        }
        allowedModels = List.copyOf(allowedModels);
    }
}
