package dev.sluice.wire.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * A TCP connection. It is a channel and no plain socket, because a channel can be asked what has
 * arrived without waiting: one system call, where a socket takes a millisecond's time-out.
 */
final class TcpLink implements Link {
    private static final int MOST_AT_ONCE = 64 << 10;

    private final SocketChannel channel;
    private final Socket socket;
    private final InputStream in;
    private long sentBytes;
    private long deadlineNanos;
    private boolean hurried;

    private TcpLink(SocketChannel channel) throws IOException {
        this.channel = channel;
        this.socket = channel.socket();
        this.in = socket.getInputStream();
    }

    /** Connects before the deadline, unless the post is cancelled meanwhile. */
    static TcpLink connect(Post post, InetAddress address, long deadlineNanos) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            post.cutting(channel);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.socket()
                    .connect(
                            new InetSocketAddress(address, post.origin().port()),
                            millisUntil(deadlineNanos));
            return new TcpLink(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** From now on reading fails when that time is over. */
    void hurry(long untilNanos) {
        deadlineNanos = untilNanos;
        hurried = true;
    }

    /** From now on reading waits as long as it takes. */
    void takeYourTime() throws IOException {
        hurried = false;
        socket.setSoTimeout(0);
    }

    SocketChannel channel() {
        return channel;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (hurried) {
            socket.setSoTimeout(millisUntil(deadlineNanos));
        }
        return in.read(to, offset, length);
    }

    @Override
    public int readNow(byte[] to, int offset, int length) throws IOException {
        channel.configureBlocking(false);
        try {
            return channel.read(ByteBuffer.wrap(to, offset, length));
        } finally {
            channel.configureBlocking(true);
        }
    }

    @Override
    public boolean atRest() {
        return true;
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        int end = offset + length;
        for (int at = offset; at < end; ) {
            int count = channel.write(ByteBuffer.wrap(from, at, Math.min(end - at, MOST_AT_ONCE)));
            at += count;
            sentBytes += count;
        }
    }

    @Override
    public long sentBytes() {
        return sentBytes;
    }

    @Override
    public void cut() {
        try {
            channel.close();
        } catch (IOException e) {
            // Closed all the same.
        }
    }

    private static int millisUntil(long deadlineNanos) throws SocketTimeoutException {
        long nanos = deadlineNanos - System.nanoTime();
        if (nanos <= 0) {
            throw new SocketTimeoutException("the time to connect is over");
        }
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
    }
}
