package dev.sluice.wire.http;

import dev.sluice.wire.net.Net;
import dev.sluice.wire.net.TcpSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/** A TCP connection. */
final class TcpLink implements Link {
    private final TcpSocket socket;

    private TcpLink(TcpSocket socket) {
        this.socket = socket;
    }

    /** Connects before the deadline, unless the post is cancelled meanwhile. */
    static TcpLink connect(Net net, Post post, InetAddress address, long deadlineNanos)
            throws IOException {
        TcpSocket socket = net.open();
        try {
            post.cutting(socket::close);
            socket.connect(new InetSocketAddress(address, post.origin().port()), deadlineNanos);
            return new TcpLink(socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
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
}
