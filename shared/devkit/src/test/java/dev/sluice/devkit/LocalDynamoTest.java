package dev.sluice.devkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.standins.Loopback;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    /** Both would start, and each would write the other's file. */
    @Test
    void aDirectoryOfTablesIsOneWorldsAlone(@TempDir Path data) throws Exception {
        int port = Loopback.freePort();
        try (LocalDynamo first = LocalDynamo.start(port, data)) {
            assertThat(first.endpoint()).endsWith(":" + port);
            assertThatThrownBy(() -> LocalDynamo.start(Loopback.freePort(), data))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "DATA=%s is in use by process %d, whose DynamoDB is on port %d. Stop that"
                                    + " local world first, or name another directory.",
                            data, ProcessHandle.current().pid(), port);
        }
        try (LocalDynamo next = LocalDynamo.start(Loopback.freePort(), data)) {
            assertThat(next.endpoint()).isNotEmpty();
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
