package dev.sluice.wire.door;

import dev.sluice.core.call.Trace;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One request as a door sees it.
 *
 * @param method as sent, such as {@code POST}
 * @param path decoded once, without the query; starts with {@code /} and is not normalised: {@code
 *     //} and {@code ..} arrive as sent
 * @param query raw, without the question mark; empty if there is none
 * @param headers as sent, in order
 * @param body read on demand, by the thread that serves the request
 * @param deadlineEpochMicros when the door must have returned, where the front has only so much
 *     time
 * @param trace to be passed on to the provider
 * @param signer ARN of who signed the request, where AWS has checked the signature
 */
public record DoorRequest(
        String method,
        String path,
        String query,
        Headers headers,
        Body body,
        OptionalLong deadlineEpochMicros,
        Trace trace,
        Optional<String> signer) {
    private static final int SMALL_BODY_DIGITS = 5;

    /** A request of a front that can wait as long as it takes; its headers tell the trace. */
    public DoorRequest(String method, String path, String query, Headers headers, Body body) {
        this(
                method,
                path,
                query,
                headers,
                body,
                OptionalLong.empty(),
                TraceHeaders.read(headers),
                Optional.empty());
    }

    public DoorRequest {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path must start with \"/\": " + path);
        }
    }

    /**
     * Whether its caller may be refused before the body is read. Under 100,000 bytes a body is
     * cheaper to read than its caller is told a wrong wait: what the request costs, and whether its
     * slot refuses too, is known only from the body.
     */
    public boolean mayBeLarge() {
        String lengthBytes = headers.first("content-length");
        return lengthBytes == null || lengthBytes.length() > SMALL_BODY_DIGITS;
    }

    /** The request's body. It is not buffered: who does not read it does not pay for it. */
    public interface Body {

        /**
         * The whole body; empty if there is none. May be called once.
         *
         * @throws BodyTooLarge if it is longer than {@code maxBytes}, whether or not it announced
         *     its length
         * @throws NoRoom if the process holds too much already
         * @throws IOException if the client went away or sent a broken body
         */
        byte[] read(int maxBytes) throws BodyTooLarge, IOException;

        /** Says who sends it, as rows name that one, before it is read. */
        default void isOf(String caller) {}

        /**
         * Whether somebody in front may have taken the codings off and left {@code
         * Content-Encoding} as it was.
         */
        default boolean mayBeDecoded() {
            return false;
        }

        /**
         * Takes room in the process for what is made of the body, until the request ends. A front
         * that serves one request at a time has as much as it has.
         *
         * @throws NoRoom if the process holds too much already
         */
        default void room(long moreBytes) throws IOException {}

        /**
         * Of what was read, and of what was made of it, no more than so many bytes are still held:
         * the room of all others is free.
         */
        default void keep(long bytes) {}
    }
}
