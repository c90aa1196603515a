package dev.sluice.wire.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A socket that a {@link Loop} watches. It stays registered between two waits, so that a chunk of a
 * stream costs no call that registers it; what arrives while nobody waits ends the watch until
 * somebody does.
 *
 * <p>Who waits puts itself into {@code reader} (or {@code writer}) and parks until it is no longer
 * there. The loop and {@link #close} take it out and wake it. Each of them writes first and then
 * reads what the other one has written, so none is missed. A task that is to be started {@code
 * later} is taken out in the same way, and needs no thread that waits.
 */
final class WatchedSocket extends TcpSocket {
    private static final int ROOM = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;
    private static final long NEVER = Long.MIN_VALUE;

    /** A larger one is not kept hold of between two reads. */
    private static final int MOST_KEPT_BYTES = 4 << 10;

    private static final byte[] NOWHERE = {};

    private final Loop loop;
    private final SelectionKey key;
    private final AtomicReference<@Nullable Thread> reader = new AtomicReference<>();
    private final AtomicReference<@Nullable Thread> writer = new AtomicReference<>();
    private final AtomicReference<@Nullable Later> later = new AtomicReference<>();
    private long deadlineNanos = NEVER;

    /** The last read took all there was: mostly the next one would find nothing yet. */
    private boolean drained;

    /** What was read into last, and a buffer over it: mostly the same, event by event. */
    private byte[] target = NOWHERE;

    private ByteBuffer room = ByteBuffer.wrap(NOWHERE);

    private record Later(String name, Runnable task) {}

    private WatchedSocket(Loop loop, SocketChannel channel, SelectionKey key) {
        super(channel);
        this.loop = loop;
        this.key = key;
    }

    static WatchedSocket of(Loop loop, Selector selector, SocketChannel channel)
            throws IOException {
        channel.configureBlocking(false);
        SelectionKey key = channel.register(selector, 0);
        WatchedSocket socket = new WatchedSocket(loop, channel, key);
        key.attach(socket);
        return socket;
    }

    @Override
    public void connect(InetSocketAddress address, long untilNanos) throws IOException {
        boolean stands = channel.connect(address);
        while (!stands) {
            await(writer, SelectionKey.OP_CONNECT, untilNanos);
            stands = channel.finishConnect();
        }
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (drained) {
            awaitBytes();
        } else {
            leftNanos(deadlineNanos); // who sends without a pause is bounded too
        }
        while (true) {
            int count = channel.read(room(to, offset, length));
            if (count != 0) {
                drained = count < length;
                return count;
            }
            awaitBytes();
        }
    }

    @SuppressWarnings("ReferenceEquality") // one array or the other, whatever is in them
    private ByteBuffer room(byte[] to, int offset, int length) {
        if (to.length > MOST_KEPT_BYTES) {
            return ByteBuffer.wrap(to, offset, length);
        }
        if (target != to) {
            target = to;
            room = ByteBuffer.wrap(to);
        }
        return room.clear().limit(offset + length).position(offset);
    }

    @Override
    public int readNow(byte[] to, int offset, int length) throws IOException {
        return channel.read(ByteBuffer.wrap(to, offset, length));
    }

    @Override
    public void deadline(long nanos) {
        deadlineNanos = nanos == NEVER ? nanos + 1 : nanos;
    }

    @Override
    public void noDeadline() {
        deadlineNanos = NEVER;
    }

    @Override
    public void onceReadable(String name, Runnable task) {
        later.set(new Later(name, task));
        try {
            watch(SelectionKey.OP_READ);
        } catch (CancelledKeyException e) {
            // It is not open.
        }
        if (!channel.isOpen()) {
            startLater();
        }
    }

    @Override
    public boolean takeBack() {
        return later.getAndSet(null) != null;
    }

    private void startLater() {
        Later waits = later.get();
        if (waits != null && later.compareAndSet(waits, null)) {
            drained = false; // nobody else reads
            loop.start(waits.name(), waits.task());
        }
    }

    @Override
    long writeSome(ByteBuffer... from) throws IOException {
        while (true) {
            long count = put(from);
            if (count > 0) {
                return count;
            }
            awaitRoom();
        }
    }

    @Override
    public void close() {
        super.close();
        wake(reader);
        wake(writer);
        startLater();
        loop.wake(); // the system's socket is closed by who polls it
    }

    private void awaitBytes() throws IOException {
        await(reader, SelectionKey.OP_READ, deadlineNanos);
    }

    private void awaitRoom() throws IOException {
        await(writer, SelectionKey.OP_WRITE, NEVER);
    }

    /** What each waiting stream has on its stack: so all that does not wait is beside it. */
    private void await(AtomicReference<@Nullable Thread> waiting, int operation, long untilNanos)
            throws IOException {
        Thread me = Thread.currentThread();
        try {
            begin(waiting, me, operation);
            while (waiting.get() == me) {
                check(me);
                park(untilNanos);
            }
        } finally {
            waiting.compareAndSet(me, null);
        }
    }

    private void begin(AtomicReference<@Nullable Thread> waiting, Thread thread, int operation)
            throws AsynchronousCloseException {
        waiting.set(thread);
        try {
            watch(operation);
        } catch (CancelledKeyException e) {
            throw new AsynchronousCloseException();
        }
    }

    private void check(Thread waits) throws IOException {
        if (waits.isInterrupted()) {
            close();
            throw new ClosedByInterruptException();
        }
        if (!channel.isOpen()) {
            throw new AsynchronousCloseException();
        }
    }

    private void park(long untilNanos) throws SocketTimeoutException {
        if (untilNanos == NEVER) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, leftNanos(untilNanos));
        }
    }

    private static long leftNanos(long untilNanos) throws SocketTimeoutException {
        long leftNanos = untilNanos == NEVER ? Long.MAX_VALUE : untilNanos - System.nanoTime();
        if (leftNanos <= 0) {
            throw new SocketTimeoutException("the time is over");
        }
        return leftNanos;
    }

    private void watch(int operation) {
        if ((key.interestOps() & operation) == 0) {
            key.interestOpsOr(operation);
            loop.wake();
        }
    }

    /** Told by who polls. */
    void ready() {
        try {
            int operations = key.readyOps();
            if ((operations & ROOM) != 0) {
                key.interestOpsAnd(~ROOM);
                wake(writer);
            }
            if ((operations & SelectionKey.OP_READ) != 0) {
                if (reader.get() == null) {
                    key.interestOpsAnd(~SelectionKey.OP_READ);
                }
                wake(reader);
                startLater();
            }
        } catch (CancelledKeyException e) {
            // Who closed it wakes them.
        }
    }

    private static void wake(AtomicReference<@Nullable Thread> waiting) {
        Thread thread = waiting.get();
        if (thread != null && waiting.compareAndSet(thread, null)) {
            LockSupport.unpark(thread);
        }
    }
}
