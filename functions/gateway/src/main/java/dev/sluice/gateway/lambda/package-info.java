/** The gateway on Lambda: events in, streamed or collected answers out, one log line a request. */
@NullMarked
package dev.sluice.gateway.lambda;

import org.jspecify.annotations.NullMarked;
