package dev.sluice.wire.http;

import dev.sluice.wire.net.Net;
import dev.sluice.wire.net.TcpSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/** A TCP connection. */
final class TcpLink implements Link {
    private final TcpSocket socket;

    private TcpLink(TcpSocket socket) {
        this.socket = socket;
    }

    /** Connects before the deadline, unless the post is cancelled meanwhile. */
    static TcpLink connect(Net net, Post post, InetAddress address, long deadlineNanos)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            post.cutting(channel);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.socket()
                    .connect(
                            new InetSocketAddress(address, post.origin().port()),
                            millisUntil(deadlineNanos));
            TcpLink link = new TcpLink(net.take(channel));
            post.cutting(link::cut);
            return link;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** From now on reading fails when that time is over. */
    void hurry(long untilNanos) {
        socket.deadline(untilNanos);
    }

    /** From now on reading waits as long as it takes. */
    void takeYourTime() throws IOException {
        socket.noDeadline();
    }

    SocketChannel channel() {
        return socket.channel();
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        return socket.read(to, offset, length);
    }

    @Override
    public int readNow(byte[] to, int offset, int length) throws IOException {
        return socket.readNow(to, offset, length);
    }

    @Override
    public boolean atRest() {
        return true;
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        socket.write(from, offset, length);
    }

    @Override
    public long sentBytes() {
        return socket.sentBytes();
    }

    @Override
    public void cut() {
        socket.close();
    }

    private static int millisUntil(long deadlineNanos) throws SocketTimeoutException {
        long nanos = deadlineNanos - System.nanoTime();
        if (nanos <= 0) {
            throw new SocketTimeoutException("the time to connect is over");
        }
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
    }
}
