package dev.sluice.wire.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;

/**
 * Where the virtual threads of connections run, and how they wait for their sockets. A socket of
 * one serves any thread, whoever runs it.
 */
public interface Net {

    /** Starts a virtual thread. What it starts runs where it runs. */
    Thread start(String name, Runnable task);

    /**
     * The calling thread waits for so long, or shorter: until somebody unparks it or it is
     * interrupted, or for no reason. For the few threads that look at something every now and then;
     * a loop keeps their time itself, so that no other thread wakes for it.
     */
    default void pause(long nanos) {
        LockSupport.parkNanos(nanos);
    }

    /**
     * What a name stands for, at least one address.
     *
     * @throws UnknownHostException nothing
     */
    default InetAddress[] addresses(String host) throws UnknownHostException {
        return InetAddress.getAllByName(host);
    }

    /** A socket that is to be connected. */
    default TcpSocket open() throws IOException {
        return take(SocketChannel.open());
    }

    /**
     * Takes a channel over, which is closed if that fails; it is in blocking mode. What it sends
     * leaves without delay (TCP_NODELAY).
     */
    TcpSocket take(SocketChannel channel) throws IOException;

    /**
     * What suits this process: {@link Loop} on up to four processors, where the JVM was started
     * with {@code --add-opens java.base/java.lang=ALL-UNNAMED}; the JDK's own otherwise. {@code
     * -Dsluice.net=loop} or {@code jdk} says which.
     *
     * @throws IllegalArgumentException it says what cannot be had
     */
    static Net ofThisProcess() {
        return Chosen.net();
    }

    /** The JDK's scheduler and its pollers. */
    static Net ofTheJdk() {
        return JdkNet.INSTANCE;
    }

    /**
     * The process' loop.
     *
     * @throws IllegalArgumentException the JVM does not allow it
     */
    static Net loop() {
        Net loop = Loop.OfTheProcess.LOOP;
        if (loop == null) {
            throw new IllegalArgumentException(
                    "-Dsluice.net=loop needs --add-opens java.base/java.lang=ALL-UNNAMED beside it,"
                            + " and a JDK 25");
        }
        return loop;
    }
}
