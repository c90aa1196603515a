/** {@code make smoke}: one streamed completion and when its bytes arrived. */
@NullMarked
package dev.sluice.deploy.smoke;

import org.jspecify.annotations.NullMarked;
