@NullMarked
package dev.sluice.wire.address;

import org.jspecify.annotations.NullMarked;
