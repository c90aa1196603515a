package dev.sluice.devkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.standins.Loopback;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalDynamoTest {
    private static final int PATIENCE_MILLIS = 5_000;

    /** It asks nobody who he is. */
    @Test
    void itListensOnThisMachineAlone() throws Exception {
        int port = Loopback.freePort();
        try (LocalDynamo dynamo = LocalDynamo.start(port, null)) {
            assertThat(dynamo.endpoint()).endsWith("127.0.0.1:" + port);
            connect(InetAddress.getLoopbackAddress(), port);
            for (InetAddress address : addresses()) {
                assertThatThrownBy(() -> connect(address, port))
                        .as(address.toString())
                        .isInstanceOf(IOException.class);
            }
        }
    }

    private static List<InetAddress> addresses() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .toList();
    }

    private static void connect(InetAddress address, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), PATIENCE_MILLIS);
        }
    }
}
