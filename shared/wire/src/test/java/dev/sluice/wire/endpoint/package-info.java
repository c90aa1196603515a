@NullMarked
package dev.sluice.wire.endpoint;

import org.jspecify.annotations.NullMarked;
