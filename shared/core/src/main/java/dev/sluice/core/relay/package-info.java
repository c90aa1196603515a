/**
 * Stage 4, one candidate after the other until one answers; from its first byte on there is only an
 * outcome.
 */
@NullMarked
package dev.sluice.core.relay;

import org.jspecify.annotations.NullMarked;
