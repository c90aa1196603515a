/**
 * The gateway behind a socket: HTTP/1.1 in front of a {@link dev.sluice.wire.door.Door}. Helidon
 * reads the requests; what it does not have is added here: seeing a client hang up while its
 * request is served ({@code ClientBytes}), paths that are never normalised ({@code RequestPath})
 * and replies whose every flush is one socket write ({@code ReplyStream}).
 */
@NullMarked
package dev.sluice.gateway.http;

import org.jspecify.annotations.NullMarked;
