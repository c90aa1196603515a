package dev.sluice.gateway.rehearsal;

import dev.sluice.gateway.Composition;
import dev.sluice.gateway.Config;
import dev.sluice.gateway.Reports;
import dev.sluice.gateway.RequestLog;
import dev.sluice.gateway.Serve;
import dev.sluice.gateway.Server;
import dev.sluice.wire.catalog.CatalogLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A short life of the gateway that the JVM watches to write its AOT cache: starts it on free ports
 * with stores in memory, lets the stage's provider answer some requests, and ends. Nothing leaves
 * the machine. See docs/decisions/0001-http-stack.md, "JVM flags".
 */
public final class ServeRehearsal {
    private static final int CALLERS = 8;
    private static final int ROUNDS_A_CALLER = 3;
    private static final int ANSWER_TIMEOUT_MILLIS = 10_000;
    private static final String QUESTION = "What is a sluice?";
    static final String KEY = "sk-rehearsal";

    private ServeRehearsal() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try (RehearsalStage provider = new RehearsalStage()) {
            Server server = Serve.start(settings(provider), nowhere);
            send(server.port(), KEY, "rehearsed");
        }
        System.exit(0); // by way of the orderly end, as on Ctrl-C
    }

    /**
     * The same in a process that goes on to serve, so that its first requests meet code that is
     * loaded and compiled. All of it is closed when this returns.
     *
     * @throws IOException one of them was not answered with 200
     */
    static void rehearse() throws IOException, InterruptedException {
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try (RehearsalStage provider = new RehearsalStage();
                RequestLog log = new RequestLog(nowhere);
                Server server = server(settings(provider), nowhere, log)) {
            send(server.port(), KEY, "rehearsed");
        }
    }

    private static Server server(Map<String, String> settings, PrintStream out, RequestLog log)
            throws IOException {
        Config config = Config.from(settings);
        Composition composition =
                new Composition(
                        config,
                        settings,
                        CatalogLoader.bundled(),
                        KEY,
                        new Reports(log, Serve::reportFault, out::println, out::println));
        return Server.start(config, composition, out);
    }

    /**
     * Unary and streamed requests at each door of chats, from several callers at once.
     *
     * @throws IOException one of them was not answered with 200
     */
    static void send(int port, String key, String model) throws IOException, InterruptedException {
        List<IOException> failures = new ArrayList<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(
                    Thread.startVirtualThread(
                            () -> {
                                try {
                                    call(port, key, model);
                                } catch (IOException e) {
                                    synchronized (failures) {
                                        failures.add(e);
                                    }
                                }
                            }));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        synchronized (failures) {
            if (!failures.isEmpty()) {
                throw failures.getFirst();
            }
        }
    }

    private static void call(int port, String key, String model) throws IOException {
        for (int i = 0; i < ROUNDS_A_CALLER; i++) {
            for (boolean stream : new boolean[] {true, false}) {
                String chat =
                        ",\"max_tokens\":8,\"messages\":[{\"role\":\"user\",\"content\":\""
                                + QUESTION
                                + "\"}]}";
                ask(port, key, "/v1/chat/completions", body(model, stream) + chat);
                ask(port, key, "/v1/messages", body(model, stream) + chat);
                ask(
                        port,
                        key,
                        "/v1/responses",
                        body(model, stream) + ",\"input\":\"" + QUESTION + "\"}");
            }
        }
    }

    private static void ask(int port, String key, String path, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(ANSWER_TIMEOUT_MILLIS);
            String request =
                    "POST "
                            + path
                            + " HTTP/1.1\r\n"
                            + "Host: localhost\r\n"
                            + "Connection: close\r\n"
                            + "Authorization: Bearer "
                            + key
                            + "\r\nContent-Type: application/json\r\nContent-Length: "
                            + body.length()
                            + "\r\n\r\n"
                            + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (!answer.startsWith("HTTP/1.1 200 ")) {
                throw new IOException("rehearsal was answered: " + answer.lines().findFirst());
            }
        }
    }

    private static String body(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream;
    }

    static Map<String, String> settings(RehearsalStage provider) {
        return Map.of(
                "PORT", "0",
                "SLUICE_STORES", "memory",
                "SLUICE_LOCAL_KEY", KEY,
                "SLUICE_PROVIDER_TYPE_0", "openai-compatible",
                "SLUICE_PROVIDER_KEY_0", "rehearsed",
                "SLUICE_PROVIDER_ENDPOINT_0", provider.url() + "/v1",
                "SLUICE_PROVIDER_MODEL_0", "rehearsed",
                "SLUICE_PROVIDER_RPM_0", "100000",
                "SLUICE_PROVIDER_TPM_0", "100000000");
    }
}
