package dev.sluice.core.settle;

import java.util.Optional;

/**
 * A row as it stands.
 *
 * @param settlement what it was settled to; empty while it is {@code reserved}
 */
public record UsageRow(OpenRow opened, Optional<Settlement> settlement) {}
