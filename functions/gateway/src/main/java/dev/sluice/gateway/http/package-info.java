/**
 * The gateway behind a socket: HTTP/1.1 and HTTP/1.0 in front of a {@link
 * dev.sluice.wire.door.Door}. A {@code Listener} takes connections and gives each its thread; heads
 * are read as strictly as they can be ({@code HeadReader}), then bodies ({@code BodyStream}); a
 * client that hangs up while its request is served is noticed ({@code ClientBytes}), paths are
 * never normalised ({@code RequestPath}), and each flush of a reply is one socket write ({@code
 * ReplyStream}).
 */
@NullMarked
package dev.sluice.gateway.http;

import org.jspecify.annotations.NullMarked;
