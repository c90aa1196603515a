package dev.sluice.wire.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * A connected TCP socket. One thread reads and one writes at a time; {@link #close} may be called
 * by any, and who reads or writes then meets an exception. A thread that is interrupted while it
 * waits closes the socket.
 */
public abstract class TcpSocket implements AutoCloseable {
    /** The system's copy of what is written is taken in one piece, and kept by the thread. */
    private static final int MOST_AT_ONCE = 64 << 10;

    final SocketChannel channel;
    private volatile long sentBytes;

    TcpSocket(SocketChannel channel) {
        this.channel = channel;
    }

    /** Makes one of a channel that is set up. */
    @FunctionalInterface
    interface Maker {
        TcpSocket of(SocketChannel channel) throws IOException;
    }

    /** The same for each kind; the channel is closed if it fails. */
    static TcpSocket set(SocketChannel channel, Maker maker) throws IOException {
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return maker.of(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Connects one that was opened, before that time of {@link System#nanoTime}.
     *
     * @throws java.net.ConnectException if nothing listens there
     * @throws SocketTimeoutException if the connection did not stand in time
     */
    public abstract void connect(InetSocketAddress address, long deadlineNanos) throws IOException;

    /**
     * Waits for bytes; how many came, at least one where {@code length} is, or -1 at the end.
     *
     * @throws SocketTimeoutException nothing had come at the {@link #deadline}
     */
    public abstract int read(byte[] to, int offset, int length) throws IOException;

    /** Never waits: what has arrived, 0 if nothing has, -1 at the end. */
    public abstract int readNow(byte[] to, int offset, int length) throws IOException;

    /** From now on reading fails at that time of {@link System#nanoTime}. */
    public abstract void deadline(long nanos);

    /** From now on reading waits as long as it takes. */
    public abstract void noDeadline() throws IOException;

    /**
     * Starts a virtual thread with it once there is something to read, or the end, or the socket is
     * closed; nobody reads before. Where that cannot be told it starts at once, and its read waits.
     * One at a time.
     */
    public abstract void onceReadable(String name, Runnable task);

    /** Takes that back; false if it has started, or there was none. */
    public abstract boolean takeBack();

    /** Waits until the system takes some of it, at least a byte; how many it took. */
    abstract long writeSome(ByteBuffer... from) throws IOException;

    /** Returns when the system has taken all of it. */
    public void write(byte[] from, int offset, int length) throws IOException {
        int end = offset + length;
        for (int at = offset; at < end; ) {
            long count = writeSome(ByteBuffer.wrap(from, at, Math.min(end - at, MOST_AT_ONCE)));
            at += (int) count;
            sent(count);
        }
    }

    /** The same of buffers that have arrays, together if they are small. */
    public void write(ByteBuffer... parts) throws IOException {
        long leftBytes = 0;
        for (ByteBuffer part : parts) {
            leftBytes += part.remaining();
        }
        if (leftBytes > MOST_AT_ONCE) {
            for (ByteBuffer part : parts) {
                write(part.array(), part.arrayOffset() + part.position(), part.remaining());
            }
            return;
        }
        while (leftBytes > 0) {
            long count = writeSome(parts);
            leftBytes -= count;
            sent(count);
        }
    }

    private void sent(long count) {
        long before = sentBytes; // nobody else writes it
        sentBytes = before + count;
    }

    /** How many bytes the system has taken to be sent so far; any thread may ask. */
    public long sentBytes() {
        return sentBytes;
    }

    /** For who asks it about its peer. */
    public SocketChannel channel() {
        return channel;
    }

    /** Closes at once. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Closed all the same.
        }
    }

    /** What the system takes now. */
    final long put(ByteBuffer... from) throws IOException {
        return from.length == 1 ? channel.write(from[0]) : channel.write(from);
    }

    /** Milliseconds, at least one. */
    static int millisUntil(long deadlineNanos) throws SocketTimeoutException {
        long nanos = deadlineNanos - System.nanoTime();
        if (nanos <= 0) {
            throw new SocketTimeoutException("the time is over");
        }
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
    }
}
