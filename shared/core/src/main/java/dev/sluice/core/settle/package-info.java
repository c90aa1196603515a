/**
 * Stage 5, what did it cost: the usage row, opened beside the upstream call and settled exactly
 * once.
 */
@NullMarked
package dev.sluice.core.settle;

import org.jspecify.annotations.NullMarked;
