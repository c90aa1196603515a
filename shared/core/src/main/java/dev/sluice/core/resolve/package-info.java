/** Stage 2, which provider slots can serve the model that was named, in which order. */
@NullMarked
package dev.sluice.core.resolve;

import org.jspecify.annotations.NullMarked;
