/** What only the making of a container image needs. */
@NullMarked
package dev.sluice.gateway.image;

import org.jspecify.annotations.NullMarked;
