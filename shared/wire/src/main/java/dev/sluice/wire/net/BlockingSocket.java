package dev.sluice.wire.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A socket whose waiting is the JDK's. It is a channel and no plain socket, because a channel can
 * be asked what has arrived without waiting: one system call, where a socket takes a millisecond's
 * time-out.
 */
final class BlockingSocket extends TcpSocket {
    private final Socket socket;
    private @Nullable InputStream in;
    private long deadlineNanos;
    private boolean hurried;

    BlockingSocket(SocketChannel channel) {
        super(channel);
        this.socket = channel.socket();
    }

    @Override
    public void connect(InetSocketAddress address, long untilNanos) throws IOException {
        socket.connect(address, millisUntil(untilNanos));
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (hurried) {
            socket.setSoTimeout(millisUntil(deadlineNanos));
        }
        if (in == null) {
            in = socket.getInputStream();
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
    public void deadline(long nanos) {
        deadlineNanos = nanos;
        hurried = true;
    }

    @Override
    public void noDeadline() throws IOException {
        hurried = false;
        socket.setSoTimeout(0);
    }

    @Override
    public void onceReadable(String name, Runnable task) {
        JdkNet.INSTANCE.start(name, task);
    }

    @Override
    public boolean takeBack() {
        return false;
    }

    @Override
    long writeSome(ByteBuffer... from) throws IOException {
        return put(from);
    }
}
