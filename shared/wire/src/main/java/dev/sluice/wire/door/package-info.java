/**
 * What every door of the gateway speaks, whatever server stands in front of it: a request, a reply
 * that may stream, and the news that the client has gone.
 */
@NullMarked
package dev.sluice.wire.door;

import org.jspecify.annotations.NullMarked;
