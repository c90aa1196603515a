package dev.sluice.wire.net;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** The JDK's scheduler of virtual threads, which parks who waits for a socket in its pollers. */
final class JdkNet implements Net {
    static final JdkNet INSTANCE = new JdkNet();

    private JdkNet() {}

    @Override
    public Thread start(String name, Runnable task) {
        return Thread.ofVirtual().name(name).start(task);
    }

    @Override
    public TcpSocket take(SocketChannel channel) throws IOException {
        return TcpSocket.set(channel, BlockingSocket::new);
    }
}
