package dev.sluice.gateway.http;

import dev.sluice.wire.door.Door;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.room.Room;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Leads every request of every connection to the one door, and sees to it that each gets exactly
 * one whole reply or a cut.
 */
final class DoorRouting {

    /**
     * A client that is still sending when it is refused gets this much time to finish, counted in
     * bytes.
     */
    private static final long DRAIN_LIMIT_BYTES = 32L * 1024 * 1024;

    private static final System.Logger LOG = System.getLogger(DoorRouting.class.getName());

    private final Door door;
    private final Deadlines deadlines;
    private final Room room;
    private volatile boolean stopping;

    DoorRouting(Door door, Deadlines deadlines) {
        this.door = door;
        this.deadlines = deadlines;
        Bounds bounds = deadlines.bounds();
        this.room = Room.ofBodies(bounds.bodyBytes(), bounds.roomWait());
    }

    Deadlines deadlines() {
        return deadlines;
    }

    /** Makes each running request the last one of its connection. */
    void stopping() {
        stopping = true;
    }

    /**
     * Answers one request; when it returns, nothing of it is left on the connection, or the
     * connection serves no more.
     *
     * @throws BadHttp its body is malformed, and no reply has begun
     * @throws IOException the connection is to be cut
     */
    void serve(DoorConnection connection, RequestHead head) throws IOException {
        connection.client().requestBegins();
        try (Room.Share share = room.share(head.contentBytes())) {
            SocketBody body = connection.body(head, share);
            FrontReply exchange =
                    new FrontReply(
                            connection, head, () -> stopping || head.isLast() || body.isHeldBack());
            answer(head, body, exchange);
            exchange.complete();
            share.keep(0); // what is left of the body may take its time, and is not kept
            finish(connection, body);
        } finally {
            connection.client().requestEnds();
        }
    }

    /** Answers what was no request. */
    void refuse(DoorConnection connection, HttpError error) {
        RequestHead none = new RequestHead("", "", false, Headers.none(), 0);
        FrontReply exchange = new FrontReply(connection, none, () -> true);
        try {
            fail(exchange, error);
            exchange.complete();
        } catch (IOException e) {
            // It did not wait for the answer.
        }
    }

    private static void finish(DoorConnection connection, SocketBody body) throws IOException {
        if (body.isRead()) {
            return;
        }
        if (body.isHeldBack()) {
            connection.serveNoMore();
            return;
        }
        connection.forgets();
        try {
            if (!body.drain(DRAIN_LIMIT_BYTES)) {
                connection.serveNoMore();
                connection.linger();
            }
        } catch (BadHttp e) {
            // It was answered already.
            connection.serveNoMore();
            connection.linger();
        }
    }

    private void answer(RequestHead head, SocketBody body, FrontReply exchange) throws IOException {
        DoorRequest asked = doorRequest(head, body);
        if (asked == null) {
            fail(exchange, HttpError.BAD_REQUEST);
            return;
        }
        try {
            door.handle(asked, exchange);
        } catch (BadHttp e) {
            throw exchange.begun() ? new IOException("reply was not completed", e) : e;
        } catch (RuntimeException | Error e) {
            failed(e, exchange);
        }
        if (!exchange.begun() && exchange.hungUp()) {
            throw new IOException("client is gone");
        }
        if (!exchange.begun()) {
            failed(new IllegalStateException("door returned without a reply"), exchange);
        }
    }

    private static @Nullable DoorRequest doorRequest(RequestHead head, SocketBody body) {
        String target = head.target();
        int queryStart = target.indexOf('?');
        String path = RequestPath.decode(queryStart < 0 ? target : target.substring(0, queryStart));
        if (path == null || target.indexOf('#') >= 0) {
            return null;
        }
        String query = queryStart < 0 ? "" : target.substring(queryStart + 1);
        return new DoorRequest(head.method(), path, query, head.headers(), body);
    }

    /**
     * Where the failure arose is logged, not its message: that may quote what a client or a
     * provider sent.
     */
    private static void failed(Throwable e, FrontReply exchange) throws IOException {
        OutOfMemory.endIfItIs(e);
        StackTraceElement[] trace = e.getStackTrace();
        String where = Arrays.toString(Arrays.copyOf(trace, Math.min(trace.length, 8)));
        LOG.log(
                System.Logger.Level.ERROR,
                "door failed: " + e.getClass().getName() + " at " + where);
        if (exchange.begun()) {
            throw new IOException("door failed in the middle of its reply", e);
        }
        fail(exchange, HttpError.INTERNAL);
    }

    private static void fail(FrontReply exchange, HttpError error) throws IOException {
        byte[] json = error.json();
        Headers.Builder headers =
                Headers.builder()
                        .set("Content-Type", "application/json")
                        .set("x-request-id", HttpError.newRequestId());
        if (error.passes()) {
            headers.set("Retry-After", "1");
        }
        OutputStream out = exchange.begin(error.status(), headers.build(), json.length);
        out.write(json);
    }
}
