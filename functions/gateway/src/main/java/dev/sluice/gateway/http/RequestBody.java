package dev.sluice.gateway.http;

import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.door.DoorRequest;
import io.helidon.http.media.ReadableEntity;
import io.helidon.webserver.http.RoutingRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A request's body, read by the connection's own thread straight from the socket. */
final class RequestBody implements DoorRequest.Body {

    /** Up to here a body's announced length is believed before its bytes are there. */
    private static final int TRUSTED_BYTES = 64 * 1024;

    private static final byte[] EMPTY = {};

    private final RoutingRequest request;
    private final ClientBytes client;
    private final ReadableEntity entity;
    private @Nullable InputStream stream;
    private boolean asked;
    private boolean malformed;

    RequestBody(RoutingRequest request, ClientBytes client) {
        this.request = request;
        this.client = client;
        this.entity = request.content();
        if (isRead()) {
            client.bodyIsRead();
        }
    }

    @Override
    public byte[] read(int maxBytes) throws BodyTooLarge, IOException {
        if (asked) {
            throw new IllegalStateException("body was read already");
        }
        asked = true;
        if (isRead()) {
            return EMPTY;
        }
        OptionalLong announcedBytes = request.headers().contentLength();
        if (announcedBytes.isPresent() && announcedBytes.getAsLong() > maxBytes) {
            throw new BodyTooLarge(maxBytes);
        }
        byte[] bytes = broken(() -> readAll(announcedBytes.orElse(-1), maxBytes));
        if (bytes.length > maxBytes) {
            throw new BodyTooLarge(maxBytes);
        }
        client.bodyIsRead();
        return bytes;
    }

    /** Whether nothing of this body is left on the connection. */
    boolean isRead() {
        return !entity.hasEntity() || entity.consumed();
    }

    /** Whether the client holds the body back until it is asked to go on (RFC 9110 §10.1.1). */
    boolean isHeldBack() {
        return !isRead() && !request.continueSent();
    }

    /** Whether it broke the rules of HTTP while it was read. */
    boolean malformed() {
        return malformed;
    }

    /**
     * Reads what is left and forgets it, so that the client gets to reading its answer; true if
     * there is nothing left.
     */
    boolean drain(long maxBytes) throws IOException {
        return broken(
                () -> {
                    InputStream rest = stream();
                    byte[] scrap = new byte[8 * 1024];
                    long leftBytes = maxBytes;
                    while (leftBytes > 0) {
                        int count = rest.read(scrap);
                        if (count < 0) {
                            return true;
                        }
                        leftBytes -= count;
                    }
                    return false;
                });
    }

    private byte[] readAll(long announcedBytes, int maxBytes) throws IOException {
        InputStream in = stream();
        if (announcedBytes < 0 || announcedBytes > TRUSTED_BYTES) {
            // One more than allowed shows that there is more; Integer.MAX_VALUE means no bound at
            // all.
            byte[] bytes = in.readNBytes(Math.max(maxBytes, maxBytes + 1));
            if (bytes.length <= maxBytes && in.read() >= 0) {
                throw new IOException("body is longer than announced");
            }
            return bytes;
        }
        byte[] bytes = new byte[(int) announcedBytes];
        in.readNBytes(bytes, 0, bytes.length);
        // Helidon takes a body as read only when its end was seen.
        if (in.read() >= 0) {
            throw new IOException("body is longer than announced");
        }
        return bytes;
    }

    private InputStream stream() {
        if (stream == null) {
            stream = entity.inputStream();
        }
        return stream;
    }

    private interface Reading<T> {
        T run() throws IOException;
    }

    /** Helidon tells of broken bodies and lost clients by unchecked exceptions of many kinds. */
    private <T> T broken(Reading<T> reading) throws IOException {
        try {
            return reading.run();
        } catch (RuntimeException e) {
            malformed = !client.ended();
            throw new IOException(malformed ? "request body is malformed" : "client is gone", e);
        }
    }
}
