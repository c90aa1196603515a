package dev.sluice.devkit.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Where TLS never stands: whoever connects is hung up on in mid-handshake. */
final class HangsUp implements AutoCloseable {
    private final ServerSocket socket;

    HangsUp() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::hangUp);
    }

    String origin() {
        return "https://127.0.0.1:" + socket.getLocalPort();
    }

    private void hangUp() {
        try {
            while (true) {
                socket.accept().close();
            }
        } catch (IOException e) {
            // it is closed
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
