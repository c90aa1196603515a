/**
 * The gateway behind a socket: HTTP/1.1 and HTTP/1.0 in front of a {@link
 * dev.sluice.wire.door.Door}. Helidon listens, and gives every connection its thread; what is read
 * and written on it is ours: heads as strictly as they can be read ({@code HeadReader}), bodies
 * ({@code BodyStream}), a client that hangs up while its request is served ({@code ClientBytes}),
 * paths that are never normalised ({@code RequestPath}) and replies whose every flush is one socket
 * write ({@code ReplyStream}).
 */
@NullMarked
package dev.sluice.gateway.http;

import org.jspecify.annotations.NullMarked;
