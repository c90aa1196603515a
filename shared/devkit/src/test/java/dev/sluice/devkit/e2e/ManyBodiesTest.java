package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real process of 256 MB under 200 clients with 6 MB each, which it once did not survive. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManyBodiesTest {
    private static final int CLIENTS = 200;
    private static final int BODY_BYTES = 6_000_000;
    private static final int STREAMS_A_DOOR = 45;
    private static final int FIRST_BYTE_MILLIS = 2_000;

    /** Two seconds are promised; this machine may have ten times as much to do as it can. */
    private static final long HEALTH_MILLIS = 15_000;

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"-Dsluice.net=jdk", "-Dsluice.net=loop", "-XX:ActiveProcessorCount=1"})
    void theProcessAnswersThroughoutAndIsAsBeforeAfterwards(String flag) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 500, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> swallow(silent));
            try (SmallGateway gateway =
                    SmallGateway.start(directory, flag, silent.getLocalPort(), FIRST_BYTE_MILLIS)) {
                flood(gateway);
            }
        }
    }

    /**
     * More than the heap has, at each of three doors: what an answer in mid-stream was asked is not
     * held any more.
     */
    @Test
    void streamsThatHaveBegunHoldNoBodies() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        HttpServer provider = streaming(release);
        int providerPort = provider.getAddress().getPort();
        List<Socket> clients = new ArrayList<>();
        try (SmallGateway gateway =
                SmallGateway.start(
                        directory, "-Dsluice.net=loop", providerPort, FIRST_BYTE_MILLIS)) {
            for (String path : List.of("chat/completions", "messages", "responses")) {
                for (int i = 0; i < STREAMS_A_DOOR; i++) {
                    clients.add(stream(gateway.port(), path));
                }
            }
            release.countDown();
            for (Socket client : clients) {
                String rest = new String(client.getInputStream().readAllBytes(), UTF_8);
                assertThat(rest).containsAnyOf("[DONE]", "message_stop", "response.completed");
            }
        } finally {
            release.countDown();
            for (Socket client : clients) {
                client.close();
            }
            provider.stop(0);
        }
    }

    /** Asks for a stream, and returns when its first event is there. */
    private static Socket stream(int port, String path) throws IOException {
        String question =
                path.equals("responses")
                        ? "\"input\":\"hi\""
                        : "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":9";
        String json = "{\"model\":\"" + World.LLAMA + "\",\"stream\":true," + question + "}";
        byte[] body = Arrays.copyOf(json.getBytes(UTF_8), BODY_BYTES);
        Arrays.fill(body, json.length(), body.length, (byte) ' ');
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setSoTimeout(30_000);
        String head =
                String.join(
                        "\r\n",
                        "POST /v1/" + path + " HTTP/1.1",
                        "Host: x",
                        "Authorization: Bearer " + World.KEY,
                        "Content-Type: application/json",
                        "Content-Length: " + body.length,
                        "Connection: close");
        OutputStream out = client.getOutputStream();
        out.write((head + "\r\n\r\n").getBytes(UTF_8));
        out.write(body);
        out.flush();
        String seen = "";
        while (!seen.contains("data: ")) {
            byte[] bytes = new byte[4_096];
            int count = client.getInputStream().read(bytes);
            assertThat(count).as(seen).isPositive();
            seen += new String(bytes, 0, count, UTF_8);
        }
        assertThat(seen).as(path).startsWith("HTTP/1.1 200 ");
        return client;
    }

    /** Sends a first event at once, and the rest when it is released. */
    private static HttpServer streaming(CountDownLatch release) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                    exchange.sendResponseHeaders(200, 0);
                    try (OutputStream out = exchange.getResponseBody()) {
                        out.write(chunk("{\"content\":\"a\"}", "null"));
                        out.flush();
                        release.await();
                        out.write(chunk("{}", "\"stop\""));
                        out.write("data: [DONE]\n\n".getBytes(UTF_8));
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                });
        server.start();
        return server;
    }

    private static byte[] chunk(String delta, String finishReason) {
        String choice =
                "{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finishReason + "}";
        String json =
                "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",";
        return ("data: " + json + "\"choices\":[" + choice + "]}\n\n").getBytes(UTF_8);
    }

    private static void flood(SmallGateway gateway) throws Exception {
        int port = gateway.port();
        Queue<String> answers = new ConcurrentLinkedQueue<>();
        byte[] body = body();
        health(port);
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Thread.startVirtualThread(() -> answers.add(post(port, body))));
        }
        long slowestMillis = 0;
        while (clients.stream().anyMatch(Thread::isAlive)) {
            slowestMillis = Math.max(slowestMillis, health(port));
            clients.getFirst().join(java.time.Duration.ofMillis(100));
            clients.removeIf(client -> !client.isAlive());
        }
        System.out.println(
                "slowest /health: "
                        + slowestMillis
                        + " ms; first lines: "
                        + Arrays.toString(counts(answers)));
        assertThat(slowestMillis).isLessThan(HEALTH_MILLIS);
        assertThat(answers).hasSize(CLIENTS).allMatch(answer -> answer.startsWith("HTTP/1.1 "));
        assertThat(answers.stream().filter(answer -> answer.startsWith("HTTP/1.1 503")))
                .isNotEmpty()
                .allMatch(answer -> answer.contains("retry-after"))
                .allMatch(answer -> answer.contains("\"server_error\""));
        assertThat(post(port, World.chat(World.LLAMA, "").getBytes(UTF_8)))
                .as("a small one afterwards")
                .startsWith("HTTP/1.1 504");
        assertThat(post(port, body)).as("a large one afterwards").startsWith("HTTP/1.1 ");
        assertThat(gateway.isAlive()).isTrue();
    }

    private static Object[] counts(Queue<String> answers) {
        return answers.stream()
                .map(answer -> answer.substring(0, Math.min(12, answer.length())))
                .collect(
                        java.util.stream.Collectors.groupingBy(
                                line -> line, java.util.stream.Collectors.counting()))
                .entrySet()
                .toArray();
    }

    private static byte[] body() {
        byte[] chat = World.chat(World.LLAMA, ",\"max_tokens\":5").getBytes(UTF_8);
        byte[] body = Arrays.copyOf(chat, BODY_BYTES);
        Arrays.fill(body, chat.length, body.length, (byte) ' ');
        return body;
    }

    /** Takes every connection and answers none. */
    private static void swallow(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.startVirtualThread(
                        () -> {
                            try (socket) {
                                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                            } catch (IOException e) {
                                // it was cut
                            }
                        });
            } catch (IOException e) {
                return;
            }
        }
    }

    private static String post(int port, byte[] body) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) TimeUnit.MINUTES.toMillis(2));
            String head =
                    "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                            + World.KEY
                            + "\r\nContent-Length: "
                            + body.length
                            + "\r\n\r\n";
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(UTF_8));
            out.write(body);
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            return "failed: " + e.getMessage();
        }
    }

    private static long health(int port) throws IOException {
        long begin = System.nanoTime();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) TimeUnit.MINUTES.toMillis(1));
            socket.getOutputStream()
                    .write(
                            "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                                    .getBytes(UTF_8));
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readAllBytes(), UTF_8)).startsWith("HTTP/1.1 200");
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }
}
