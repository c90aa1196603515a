/**
 * What clients call: one file an endpoint, one line in {@link dev.sluice.wire.endpoint.Endpoints}.
 */
@NullMarked
package dev.sluice.wire.endpoint;

import org.jspecify.annotations.NullMarked;
