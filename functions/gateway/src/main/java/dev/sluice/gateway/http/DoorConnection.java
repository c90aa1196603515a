package dev.sluice.gateway.http;

import dev.sluice.wire.net.Net;
import dev.sluice.wire.net.TcpSocket;
import dev.sluice.wire.room.Room;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection, whose requests are read one after the other and led to the door.
 *
 * <pre>
 *   IDLE ── a head ──► SERVING ── reply and body at their end ──► IDLE
 *     │                   │  └── the reply alone ──► FORGETTING ──► IDLE
 *     │ end, no HTTP      │                              │
 *     │                   │ the last request, a broken body, a reply that was cut
 *     └──────► closed ◄───┴──────────────────────────────┘
 * </pre>
 */
final class DoorConnection {
    private static final byte[] CONTINUE =
            "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** How long a refused client may go on sending, so that it sees its answer and no reset. */
    private static final Duration LINGER = Duration.ofMillis(300);

    private static final long LINGER_BYTES = 4L * 1024 * 1024;

    /** Its thread, its socket, and what belongs to a request beside its head and its body. */
    private static final int OWN_BYTES = 8 * 1024;

    /**
     * What it holds of the heap, whatever its client does: a request that is served, its head, the
     * bytes behind it, and what gathers of its reply. Bodies and answers have rooms of their own.
     */
    static final int MOST_HELD_BYTES =
            OWN_BYTES
                    + HeadReader.MOST_HELD_BYTES
                    + ClientInput.RECEIVED_BYTES
                    + ClientBytes.MOST_AHEAD_BYTES
                    + 2 * Packet.MOST_BYTES;

    private enum State {
        IDLE,
        SERVING,
        /** What is left of a body is read, and its answer has left. */
        FORGETTING,
        ENDED
    }

    private final TcpSocket socket;
    private final DoorRouting routing;
    private final ClientBytes client;
    private final ClientInput input;
    private final LineReader lines;
    private final Deadlines deadlines;
    private final Packet gathered = new Packet();
    private final Packet packet = new Packet();
    private final SlowTaking taking;
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private volatile @Nullable Thread thread;
    private volatile boolean last;
    private volatile long idleSinceNanos = System.nanoTime();
    private volatile boolean due;
    private volatile long dueNanos;

    DoorConnection(TcpSocket socket, DoorRouting routing) {
        this.socket = socket;
        this.routing = routing;
        this.deadlines = routing.deadlines();
        this.taking = new SlowTaking(deadlines.bounds().taking());
        this.client = new ClientBytes(new Received(), deadlines::wake);
        this.input = new ClientInput(client);
        this.lines = new LineReader(input);
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

    /** Serves all its requests on a thread of its own, and closes it then. */
    void start(Net net) {
        boolean room = deadlines.enters(this);
        try {
            thread = net.start("connection", () -> serve(room));
        } catch (RuntimeException | Error e) {
            leave();
            throw e;
        }
    }

    private void serve(boolean room) {
        try {
            if (room) {
                serveAll();
            } else {
                routing.refuse(this, HttpError.TOO_MANY_CONNECTIONS);
            }
        } finally {
            leave();
        }
    }

    private void leave() {
        deadlines.leaves(this);
        cut();
    }

    private void serveAll() {
        HeadReader heads = new HeadReader(lines);
        // Later ones may take their time: clients keep connections for what they will ask.
        dueIn(deadlines.bounds().head().toNanos());
        try {
            while (!last) {
                RequestHead head = head(heads);
                if (head == null || !state.compareAndSet(State.IDLE, State.SERVING)) {
                    return;
                }
                isNotDue(); // from now on it is looked at because it is served
                routing.serve(this, head);
                idleSinceNanos = System.nanoTime();
                state.set(State.IDLE); // and then looks whether it was the last one
            }
        } catch (BadHttp e) {
            state.set(State.SERVING);
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
        return heads.read();
    }

    /** The body of a request whose head was just read. */
    SocketBody body(RequestHead head, Room.Share room) {
        BodyStream stream = new BodyStream(input, lines, head.contentBytes());
        TimedBody timed = new TimedBody(stream, this, deadlines.bounds());
        return new SocketBody(head, timed, room, this);
    }

    /** Asks a client that holds its body back to send it. */
    void askForBody() throws IOException {
        write(ByteBuffer.wrap(CONTINUE));
    }

    /** The client has so long to send more, else it is cut. */
    void dueIn(long nanos) {
        dueNanos = System.nanoTime() + nanos;
        due = true;
        deadlines.wake();
    }

    /** It is not the client that is waited for. */
    void isNotDue() {
        due = false;
    }

    /**
     * Cuts a client that is overdue, or takes nothing, and watches one whose request takes its
     * time; whether it is to be looked at again, and will not say so itself.
     */
    boolean look(long nowNanos) {
        boolean waits = due;
        boolean overdue = waits && nowNanos - dueNanos > 0;
        if (taking.look(nowNanos, socket.sentBytes()) || overdue) {
            cut();
        }
        return client.look(nowNanos) || waits;
    }

    /** Whether its client may keep somebody waiting who sends to it. */
    boolean isServing() {
        return state.get() == State.SERVING;
    }

    private final class Received implements ClientBytes.Source {
        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return socket.read(into, offset, length);
        }

        /**
         * Mostly there is nothing but the end. What is kept is no larger than what came: clients
         * may send byte by byte.
         */
        @Override
        public @Nullable ByteBuffer readAhead() throws IOException {
            byte[] bytes = new byte[ClientBytes.LARGEST_PIECE_BYTES];
            int count = socket.read(bytes, 0, bytes.length);
            return count < 0 ? null : ByteBuffer.wrap(Arrays.copyOf(bytes, count));
        }

        @Override
        public void onceReadable(Runnable reads) {
            socket.onceReadable("hang-up watch", reads);
        }

        @Override
        public boolean takeBack() {
            return socket.takeBack();
        }

        @Override
        public void cut() {
            socket.close();
        }
    }

    /** Sends all of it before it returns. */
    void write(ByteBuffer... parts) throws IOException {
        taking.begins();
        try {
            socket.write(parts);
        } catch (IOException e) {
            client.end();
            throw new IOException("client is gone", e);
        } finally {
            taking.ends();
        }
    }

    /** Serves no further request on this connection; the running one ends first. */
    void serveNoMore() {
        last = true;
    }

    /** Cuts the connection under a running request, whose door then sees its client gone. */
    void cut() {
        socket.close();
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

    /** The request is answered, and the rest of its body is of no use. */
    void forgets() {
        idleSinceNanos = System.nanoTime();
        state.compareAndSet(State.SERVING, State.FORGETTING);
    }

    /** How long nobody has been waiting for what it does; zero if somebody is. */
    Duration idleTime() {
        State now = state.get();
        return now == State.IDLE || now == State.FORGETTING
                ? Duration.ofNanos(System.nanoTime() - idleSinceNanos)
                : Duration.ZERO;
    }

    /** How long its client has kept waiting what it is sent; zero if that is not for long. */
    Duration slowTime() {
        return taking.spent();
    }

    /** The running request is its last one; where none runs, it ends at once. */
    void end() {
        last = true;
        endIfIdle();
    }

    /** Cuts it unless a request of its has begun; none begins after that. */
    boolean endIfIdle() {
        return endIf(State.IDLE);
    }

    /** Makes room for another one, unless somebody waits for what it does. */
    boolean givesWay() {
        return endIf(State.IDLE) || endIf(State.FORGETTING);
    }

    private boolean endIf(State expected) {
        boolean was = state.compareAndSet(expected, State.ENDED);
        if (was) {
            cut();
        }
        return was;
    }

    /** Whether it ended in time. */
    boolean ended(long untilNanos) throws InterruptedException {
        Thread serving = thread;
        long leftNanos = Math.max(0, untilNanos - System.nanoTime());
        return serving == null || serving.join(Duration.ofNanos(leftNanos));
    }
}
