package dev.sluice.wire.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * A socket whose waiting is the JDK's. It is a channel and no plain socket, because a channel can
 * be asked what has arrived without waiting: one system call, where a socket takes a millisecond's
 * time-out.
 */
final class BlockingSocket extends TcpSocket {
    private final SocketChannel channel;
    private final Socket socket;
    private final InputStream in;
    private long deadlineNanos;
    private boolean hurried;

    BlockingSocket(SocketChannel channel) throws IOException {
        super(channel);
        this.channel = channel;
        this.socket = channel.socket();
        this.in = socket.getInputStream();
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
    long writeSome(ByteBuffer... from) throws IOException {
        return from.length == 1 ? channel.write(from[0]) : channel.write(from);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Closed all the same.
        }
    }

    private static int millisUntil(long deadlineNanos) throws SocketTimeoutException {
        long nanos = deadlineNanos - System.nanoTime();
        if (nanos <= 0) {
            throw new SocketTimeoutException("the time is over");
        }
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
    }
}
