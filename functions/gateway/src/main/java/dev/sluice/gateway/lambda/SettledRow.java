package dev.sluice.gateway.lambda;

import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Settlement;

/**
 * A row that was settled, as a line tells of it.
 *
 * @param addedNanos what the gateway itself added to the time to the first byte; -1 if there was
 *     none
 */
record SettledRow(OpenRow row, Settlement settlement, long addedNanos) {}
