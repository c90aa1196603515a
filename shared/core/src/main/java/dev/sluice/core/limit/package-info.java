/** What may be used of a measure, and in which window of time it counts. */
@NullMarked
package dev.sluice.core.limit;

import org.jspecify.annotations.NullMarked;
