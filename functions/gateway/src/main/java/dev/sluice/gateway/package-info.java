/** The deployable: settings, the composition root, what starts it. */
@NullMarked
package dev.sluice.gateway;

import org.jspecify.annotations.NullMarked;
