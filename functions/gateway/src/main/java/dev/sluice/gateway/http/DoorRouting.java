package dev.sluice.gateway.http;

import dev.sluice.wire.door.Door;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Leads every request of every connection to the one door, and sees to it that each gets exactly
 * one whole reply or a cut.
 */
final class DoorRouting implements HttpRouting {

    /**
     * A client that is still sending when it is refused gets this much time to finish, counted in
     * bytes.
     */
    private static final long DRAIN_LIMIT_BYTES = 32L * 1024 * 1024;

    private static final System.Logger LOG = System.getLogger(DoorRouting.class.getName());

    private final Door door;
    private final HttpSecurity security = HttpSecurity.create();
    private final Set<DoorConnection> serving = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    DoorRouting(Door door) {
        this.door = door;
    }

    /** The connections that have a request under way. */
    Set<DoorConnection> serving() {
        return serving;
    }

    /** Makes each running request the last one of its connection. */
    void stopping() {
        stopping = true;
    }

    @Override
    public HttpSecurity security() {
        return security;
    }

    @Override
    public void route(ConnectionContext context, RoutingRequest request, RoutingResponse response) {
        DoorConnection connection = (DoorConnection) context;
        connection.client().requestBegins();
        serving.add(connection);
        try {
            serve(connection, request);
        } finally {
            connection.client().requestEnds();
            serving.remove(connection);
        }
    }

    private void serve(DoorConnection connection, RoutingRequest request) {
        RequestBody body = new RequestBody(request, connection.client());
        boolean bodyless = request.prologue().method().text().equals("HEAD");
        boolean asksToClose = request.headers().containsToken(HeaderValues.CONNECTION_CLOSE);
        Exchange exchange =
                new Exchange(
                        connection, bodyless, () -> stopping || asksToClose || body.isHeldBack());
        try {
            answer(request, body, exchange);
            exchange.complete();
            if (!body.isRead() && (body.isHeldBack() || !body.drain(DRAIN_LIMIT_BYTES))) {
                throw new CloseConnectionException("rest of the request body is not wanted");
            }
        } catch (IOException e) {
            throw new CloseConnectionException("reply was not completed", e);
        }
    }

    private void answer(RoutingRequest request, RequestBody body, Exchange exchange)
            throws IOException {
        DoorRequest asked = doorRequest(request, body);
        if (asked == null) {
            fail(exchange, HttpError.BAD_REQUEST);
            return;
        }
        try {
            door.handle(asked, exchange);
        } catch (IOException e) {
            if (!body.malformed() || exchange.begun()) {
                throw e;
            }
            fail(exchange, HttpError.BAD_REQUEST);
            exchange.complete();
            throw e;
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

    private static @Nullable DoorRequest doorRequest(RoutingRequest request, RequestBody body) {
        HttpPrologue prologue = request.prologue();
        String path = RequestPath.decode(prologue.uriPath().rawPath());
        if (path == null || prologue.fragment().hasValue()) {
            return null;
        }
        Headers.Builder headers = Headers.builder();
        try {
            for (Header header : request.headers()) {
                header.allValues().forEach(value -> headers.add(header.name(), value));
            }
        } catch (IllegalArgumentException e) {
            return null;
        }
        String query = prologue.hasQuery() ? prologue.query().rawValue() : "";
        return new DoorRequest(prologue.method().text(), path, query, headers.build(), body);
    }

    /**
     * Where the failure arose is logged, not its message: that may quote what a client or a
     * provider sent.
     */
    private static void failed(Throwable e, Exchange exchange) throws IOException {
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

    private static void fail(Exchange exchange, HttpError error) throws IOException {
        byte[] json = error.json();
        Headers headers =
                Headers.of(
                        "Content-Type",
                        "application/json",
                        "x-request-id",
                        HttpError.newRequestId());
        OutputStream out = exchange.begin(error.status(), headers, json.length);
        out.write(json);
    }
}
