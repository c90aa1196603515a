/**
 * Content codings (RFC 9110 §8.4.1): what bytes were before they were coded for the way. Everything
 * here works on arrays within a bound, so that a bomb costs no more than the bound.
 */
@NullMarked
package dev.sluice.wire.coding;

import org.jspecify.annotations.NullMarked;
