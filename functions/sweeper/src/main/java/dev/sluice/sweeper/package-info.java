/** The scheduled function that closes the rows of requests that died. */
@NullMarked
package dev.sluice.sweeper;

import org.jspecify.annotations.NullMarked;
