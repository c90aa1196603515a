@NullMarked
package dev.sluice.wire.atlas;

import org.jspecify.annotations.NullMarked;
