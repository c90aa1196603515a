@NullMarked
package dev.sluice.wire.catalog;

import org.jspecify.annotations.NullMarked;
