package dev.sluice.gateway.http;

import dev.sluice.wire.net.Net;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Takes connections, and gives each its thread. Its own is what keeps the process alive. */
final class Listener implements AutoCloseable {
    /** Connections that wait to be taken; the system may keep fewer. */
    private static final int BACKLOG = 1024;

    /** After a failure that passes: no file descriptor is left, a client left before it was in. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final System.Logger LOG = System.getLogger(Listener.class.getName());

    private final ServerSocketChannel channel;
    private final Net net;
    private final DoorRouting routing;
    private final int port;
    private final Thread thread;
    private long toldNanos = System.nanoTime() - TELL_NANOS;

    private Listener(ServerSocketChannel channel, Net net, DoorRouting routing) throws IOException {
        this.channel = channel;
        this.net = net;
        this.routing = routing;
        this.port = channel.socket().getLocalPort();
        this.thread = Thread.ofPlatform().name("listener").unstarted(this::accept);
    }

    /**
     * @throws IOException the address is in use or not ours
     */
    static Listener start(String host, int port, Net net, DoorRouting routing) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            InetSocketAddress address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) {
                throw new UnknownHostException("no such host");
            }
            channel.bind(address, BACKLOG);
            Listener listener = new Listener(channel, net, routing);
            listener.thread.start();
            return listener;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    int port() {
        return port;
    }

    private void accept() {
        while (channel.isOpen()) {
            try {
                serve(channel.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                failed(e);
            }
        }
    }

    private void failed(IOException e) {
        long nowNanos = System.nanoTime();
        if (nowNanos - toldNanos > TELL_NANOS) {
            toldNanos = nowNanos;
            LOG.log(System.Logger.Level.WARNING, "no connection taken: " + e.getMessage());
        }
        routing.deadlines().makesRoom();
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    private void serve(SocketChannel client) {
        try {
            client.setOption(StandardSocketOptions.SO_KEEPALIVE, true); // who vanishes is noticed
            new DoorConnection(net.take(client), routing).start(net);
        } catch (IOException | RuntimeException e) {
            close(client);
        }
    }

    private static void close(SocketChannel client) {
        try {
            client.close();
        } catch (IOException e) {
            // Closed all the same.
        }
    }

    /** Takes no more; what it took has its thread when this returns. */
    @Override
    public void close() {
        try {
            channel.close();
            thread.join();
        } catch (IOException e) {
            // Closed all the same.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
