package dev.sluice.devkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * DynamoDB Local in this process, in memory or kept in a directory; any credentials and region see
 * the same tables.
 */
public final class LocalDynamo implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final DynamoDBProxyServer server;
    private final int port;
    private final @Nullable DataLock lock;

    private LocalDynamo(DynamoDBProxyServer server, int port, @Nullable DataLock lock) {
        this.server = server;
        this.port = port;
        this.lock = lock;
    }

    /**
     * Listens when it returns.
     *
     * @param data where tables are kept; null for memory
     */
    public static LocalDynamo start(int port, @Nullable Path data) throws IOException {
        if (data == null) {
            return start(port, List.of("-inMemory"), null);
        }
        makeWritable(data);
        DataLock lock = DataLock.take(data, port);
        try {
            return start(port, List.of("-dbPath", data.toAbsolutePath().toString()), lock);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private static LocalDynamo start(int port, List<String> where, @Nullable DataLock lock)
            throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of("-port", Integer.toString(port), "-sharedDb", "-disableTelemetry"));
        arguments.addAll(where);
        try {
            DynamoDBProxyServer server = quietly(arguments.toArray(String[]::new));
            onLoopback(server);
            server.safeStart();
            return new LocalDynamo(server, port, lock);
        } catch (Exception e) {
            throw new IOException(
                    "DynamoDB Local could not start on port "
                            + port
                            + " (DYNAMODB_PORT chooses another): "
                            + e.getMessage(),
                    e);
        }
    }

    private static void makeWritable(Path data) throws IOException {
        String rule = "DATA must name a directory that can be written: ";
        try {
            Files.createDirectories(data);
        } catch (IOException e) {
            throw new IOException(rule + data, e);
        }
        if (!Files.isWritable(data)) {
            throw new IOException(rule + data);
        }
    }

    /** It listens on every address, has no option for it, and lets anybody in. */
    private static void onLoopback(DynamoDBProxyServer server) throws ReflectiveOperationException {
        Field jetty = DynamoDBProxyServer.class.getDeclaredField("server");
        jetty.setAccessible(true);
        for (Connector connector : ((Server) jetty.get(server)).getConnectors()) {
            ((ServerConnector) connector).setHost(LOOPBACK);
        }
    }

    /** It prints its settings on standard output, where our own lines belong. */
    private static DynamoDBProxyServer quietly(String[] arguments) throws Exception {
        PrintStream out = System.out;
        System.setOut(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            return ServerRunner.createServerFromCommandLineArgs(arguments);
        } finally {
            System.setOut(out);
        }
    }

    /** As {@code AWS_ENDPOINT_URL_DYNAMODB} names it. */
    public String endpoint() {
        return "http://" + LOOPBACK + ":" + port;
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            server.stop();
        } catch (Exception e) {
            throw new IOException("DynamoDB Local did not stop", e);
        }
    }
}
