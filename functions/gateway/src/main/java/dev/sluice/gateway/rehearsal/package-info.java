/**
 * The stage on which the gateway rehearses before it is watched or kept: a snapshot, an AOT cache.
 */
@NullMarked
package dev.sluice.gateway.rehearsal;

import org.jspecify.annotations.NullMarked;
