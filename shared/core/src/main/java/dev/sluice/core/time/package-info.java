/** Time as an argument, so that tests can set it. */
@NullMarked
package dev.sluice.core.time;

import org.jspecify.annotations.NullMarked;
