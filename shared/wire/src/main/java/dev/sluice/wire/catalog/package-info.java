/** Reads the catalog's JSON files into core's records. */
@NullMarked
package dev.sluice.wire.catalog;

import org.jspecify.annotations.NullMarked;
