/** Addresses that callers name for a provider to fetch. */
@NullMarked
package dev.sluice.wire.address;

import org.jspecify.annotations.NullMarked;
