package dev.sluice.devkit;

import dev.sluice.gateway.Rehearsal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A short life of the local world that the JVM watches to write its AOT cache, as {@link Rehearsal}
 * is for the gateway alone: free ports, tables in memory, the scripted provider.
 */
public final class DevRehearsal {
    private DevRehearsal() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Map<String, String> settings =
                Map.of("PORT", "0", "DYNAMODB_PORT", Integer.toString(freePort()));
        try (Dev dev = Dev.start(settings, nowhere)) {
            Rehearsal.send(dev.port(), dev.key(), "general");
        }
        System.exit(0); // DynamoDB Local leaves threads behind
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
