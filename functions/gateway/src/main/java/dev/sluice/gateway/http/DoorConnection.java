package dev.sluice.gateway.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: Helidon's socket and thread; its requests are read here, one after the
 * other, and led to the door.
 *
 * <pre>
 *   IDLE ── a head ──► SERVING ── reply and body at their end ──► IDLE
 *     │                   │
 *     │ end, no HTTP      │ the last request, a broken body, a reply that was cut
 *     └──────► closed ◄───┘
 * </pre>
 */
final class DoorConnection implements ServerConnection, InterruptableTask<Void> {
    private static final byte[] CONTINUE =
            "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** How long a refused client may go on sending, so that it sees its answer and no reset. */
    private static final Duration LINGER = Duration.ofMillis(300);

    private static final long LINGER_BYTES = 4L * 1024 * 1024;

    private final ConnectionContext context;
    private final DoorRouting routing;
    private final ClientBytes client;
    private final ClientInput input;
    private final LineReader lines;
    private final Deadlines deadlines;
    private final Packet gathered = new Packet();
    private final Packet packet = new Packet();
    private volatile @Nullable Thread thread;
    private volatile boolean last;
    private volatile boolean idle;
    private volatile long idleSinceNanos = System.nanoTime();
    private volatile boolean due;
    private volatile long dueNanos;

    private DoorConnection(ConnectionContext context, DoorRouting routing) {
        this.context = context;
        this.routing = routing;
        this.deadlines = routing.deadlines();
        this.client = new ClientBytes(context.serverSocket()::get);
        this.input = new ClientInput(client);
        this.lines = new LineReader(input);
    }

    /** Makes every connection of a listener one of ours. */
    record Selector(DoorRouting routing) implements ServerConnectionSelector {

        @Override
        public int bytesToIdentifyConnection() {
            return 0;
        }

        @Override
        public Support supports(BufferData data) {
            return Support.SUPPORTED;
        }

        @Override
        public Set<String> supportedApplicationProtocols() {
            return Set.of("http/1.1");
        }

        @Override
        public ServerConnection connection(ConnectionContext context) {
            return new DoorConnection(context, routing);
        }
    }

    /** Where a reply gathers; of one reply at a time. */
    Packet gathered() {
        return gathered;
    }

    /** Where what a reply sends is put together. */
    Packet packet() {
        return packet;
    }

    ClientBytes client() {
        return client;
    }

    @Override
    public void handle(Limit limit) {
        thread = Thread.currentThread();
        try {
            if (deadlines.enters(this)) {
                serveAll();
            } else {
                routing.refuse(this, HttpError.TOO_MANY_CONNECTIONS);
            }
        } finally {
            deadlines.leaves(this);
        }
    }

    private void serveAll() {
        HeadReader heads = new HeadReader(lines);
        // Later ones may take their time: clients keep connections for what they will ask.
        dueIn(deadlines.bounds().head().toNanos());
        try {
            while (!last) {
                idle = true;
                RequestHead head = head(heads);
                idle = false;
                if (head == null) {
                    return;
                }
                routing.serve(this, head);
                idleSinceNanos = System.nanoTime();
            }
        } catch (BadHttp e) {
            idle = false;
            routing.refuse(this, e.error());
            linger();
        } catch (IOException e) {
            // The client is gone, or its reply could not be completed: the connection is cut.
        }
    }

    private @Nullable RequestHead head(HeadReader heads) throws IOException {
        if (!input.await()) {
            return null;
        }
        dueIn(deadlines.bounds().head().toNanos());
        RequestHead head = heads.read();
        isNotDue();
        return head;
    }

    /** The body of a request whose head was just read. */
    SocketBody body(RequestHead head, BodyRoom.Share room) {
        BodyStream stream = new BodyStream(input, lines, head.contentBytes());
        TimedBody timed = new TimedBody(stream, this, deadlines.bounds());
        return new SocketBody(
                head, timed, room, client, () -> write(BufferData.create(CONTINUE.clone())));
    }

    /** The client has so long to send more, else it is cut. */
    void dueIn(long nanos) {
        dueNanos = System.nanoTime() + nanos;
        due = true;
    }

    /** It is not the client that is waited for. */
    void isNotDue() {
        due = false;
    }

    /** Cuts a client that is overdue, and watches one whose request takes its time. */
    void look(long nowNanos) {
        if (due && nowNanos - dueNanos > 0) {
            cut();
        }
        client.look(nowNanos);
    }

    /** Sends all of it before it returns. */
    void write(BufferData bytes) throws IOException {
        try {
            context.dataWriter().writeNow(bytes);
        } catch (RuntimeException e) {
            client.end();
            throw new IOException("client is gone", e);
        }
    }

    /** Serves no further request on this connection; the running one ends first. */
    void serveNoMore() {
        last = true;
    }

    /** Cuts the connection under a running request, whose door then sees its client gone. */
    void cut() {
        try {
            context.serverSocket().close();
        } catch (RuntimeException e) {
            // Closed already: what was wanted.
        }
    }

    /** Stops a door that did not notice that its client was cut off. */
    void interrupt() {
        Thread serving = thread;
        if (serving != null) {
            serving.interrupt();
        }
    }

    /**
     * A socket that is closed with bytes unread is reset, and a reset may overtake the answer. So
     * what is still coming is read for a moment.
     */
    void linger() {
        Thread end =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                Thread.sleep(LINGER);
                                cut();
                            } catch (InterruptedException e) {
                                // The client left before: nothing to cut.
                            }
                        });
        byte[] scrap = new byte[8 * 1024];
        long leftBytes = LINGER_BYTES;
        for (int count = 0;
                count >= 0 && leftBytes > 0;
                count = input.read(scrap, 0, scrap.length)) {
            leftBytes -= count;
        }
        end.interrupt();
    }

    @Override
    public boolean canInterrupt() {
        return idle;
    }

    /** Only a connection that waits for a request is idle. */
    @Override
    public Duration idleTime() {
        return idle ? Duration.ofNanos(System.nanoTime() - idleSinceNanos) : Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
        last = true;
        if (interrupt || idle) {
            interrupt();
        }
    }
}
