/** Stage 1, who is calling: gateway keys, looked up by their hash and cached briefly. */
@NullMarked
package dev.sluice.core.authenticate;

import org.jspecify.annotations.NullMarked;
