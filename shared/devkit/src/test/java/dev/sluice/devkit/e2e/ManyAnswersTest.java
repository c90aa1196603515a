package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real process of 256 MB whose providers answer with more than it has: each answer is served or
 * refused, and the process lives. It once ended at the eighth.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManyAnswersTest {
    private static final String E5 = "intfloat/multilingual-e5-large-instruct";
    private static final int TEXTS = 2_000;
    private static final int DIMENSIONS = 1_024;
    private static final int AT_ONCE = 8;
    private static final int UNREAD = 14;
    private static final String FLUX = "black-forest-labs/FLUX.1-schnell";
    private static final int EVENT_BYTES = 12 << 20;
    private static final int PICTURE_BYTES = 20 << 20;
    private static final int HEAD_BYTES = 4_096;

    @TempDir private Path directory;
    private final CountDownLatch release = new CountDownLatch(1);
    private HttpServer provider;
    private SmallGateway gateway;

    /** What a client got. */
    private record Got(String head, long bytes) {
        boolean isServed() {
            return head.startsWith("HTTP/1.1 200 ");
        }

        boolean isRefused() {
            return head.startsWith("HTTP/1.1 503 ")
                    && head.contains("retry-after: 2")
                    && head.contains("\"server_error\"");
        }
    }

    @BeforeEach
    void start() throws Exception {
        byte[] vectors = vectors();
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        provider.createContext(
                "/v1/embeddings",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, 0);
                    try (OutputStream out = exchange.getResponseBody()) {
                        out.write(vectors);
                    }
                });
        provider.createContext(
                "/v1/chat/completions",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                    exchange.sendResponseHeaders(200, 0);
                    try (OutputStream out = exchange.getResponseBody()) {
                        out.write(
                                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                                        .getBytes(UTF_8));
                        out.write("a".repeat(EVENT_BYTES).getBytes(UTF_8));
                        out.flush();
                        release.await();
                        out.write("\"}}]}\n\n".getBytes(UTF_8));
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                });
        provider.createContext(
                "/v1/images/generations",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, 0);
                    try (OutputStream out = exchange.getResponseBody()) {
                        out.write("{\"data\":[{\"b64_json\":\"".getBytes(UTF_8));
                        out.write("A".repeat(PICTURE_BYTES).getBytes(UTF_8));
                        out.write("\"}]}".getBytes(UTF_8));
                    }
                });
        provider.start();
        int port = provider.getAddress().getPort();
        gateway = SmallGateway.start(directory, "-Dsluice.net=loop", port, 60_000);
    }

    @AfterEach
    void stop() {
        release.countDown();
        gateway.close();
        provider.stop(0);
    }

    @Test
    void manyAtOnceAreServedOrRefused() throws Exception {
        Queue<Got> all = new ConcurrentLinkedQueue<>();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            clients.add(Thread.startVirtualThread(() -> all.add(embed())));
        }
        for (Thread client : clients) {
            client.join();
        }
        List<String> heads = all.stream().map(Got::head).toList();
        assertThat(all).as("%s", heads).hasSize(AT_ONCE).anyMatch(Got::isServed);
        assertThat(all)
                .as("%s", heads)
                .allMatch(got -> got.isServed() ? got.bytes() > 20_000_000 : got.isRefused());
        assertThat(embed().isServed()).as("one afterwards").isTrue();
        assertThat(gateway.isAlive()).isTrue();
    }

    /** What a client does not read is held until it is gone, and no more than there is room for. */
    @Test
    void thoseThatNobodyReadsAreRefusedInTheEnd() throws Exception {
        List<Socket> clients = new ArrayList<>();
        Got last = new Got("", 0);
        try {
            for (int i = 0; i < UNREAD && !last.isRefused(); i++) {
                Socket client = new Socket();
                clients.add(client);
                client.setReceiveBufferSize(4_096);
                last = begun(client);
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
        assertThat(last.isRefused()).as(last.head()).isTrue();
        String row = gateway.out().await(line -> line.contains(" 503 "));
        assertThat(row).as("the provider has worked").contains(E5).doesNotContain(" 0 + 0 tokens");
        Got after = embed();
        for (int i = 0; i < 10 && !after.isServed(); i++) {
            after = embed(); // each waits for room as long as it may
        }
        assertThat(after.isServed()).as(after.head()).isTrue();
        assertThat(gateway.isAlive()).isTrue();
    }

    /** Else one that is read byte by byte keeps all others out for as long as its client likes. */
    @ParameterizedTest
    @ValueSource(strings = {"embeddings", "images/generations", "chat/completions"})
    void whoTakesNothingIsCutForThoseThatWait(String path) throws Exception {
        release.countDown();
        try (Socket idle = new Socket()) {
            idle.setReceiveBufferSize(4_096);
            assertThat(asked(idle, path, body(path)).isServed()).isTrue();
            Got other = embed();
            for (int i = 0; i < 15 && !other.isServed(); i++) {
                other = embed(); // each waits for room as long as it may
            }
            assertThat(other.isServed()).as(other.head()).isTrue();
            assertThat(rest(idle)).as("what was on its way to it").isLessThan(20_000_000);
        }
    }

    /** What comes until its connection ends or breaks. */
    private static long rest(Socket client) {
        try {
            return drained(client.getInputStream());
        } catch (IOException e) {
            return 0;
        }
    }

    /** An event is held to its end, however long that takes. */
    @Test
    void largeEventsAtOnceAreRefusedWhereThereIsNoRoom() throws Exception {
        Queue<Got> all = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 2 * AT_ONCE; i++) {
            Thread.startVirtualThread(() -> all.add(chat()));
        }
        gateway.out().await(AT_ONCE, line -> line.contains(" 503 "));
        assertThat(gateway.isAlive()).isTrue();
        assertThat(all).filteredOn(got -> got.head().startsWith("HTTP/1.1 503 ")).isNotEmpty();
        assertThat(all).allMatch(Got::isRefused);
    }

    private static byte[] vectors() {
        String vector = "[" + "0.123456789,".repeat(DIMENSIONS - 1) + "0.5]";
        String data =
                IntStream.range(0, TEXTS)
                        .mapToObj(i -> "{\"index\":" + i + ",\"embedding\":" + vector + "}")
                        .collect(Collectors.joining(","));
        String usage = "\"usage\":{\"prompt_tokens\":8000,\"total_tokens\":8000}";
        return ("{\"object\":\"list\",\"model\":\"m\",\"data\":[" + data + "]," + usage + "}")
                .getBytes(UTF_8);
    }

    private static String texts() {
        return IntStream.range(0, TEXTS)
                .mapToObj(i -> "\"text number " + i + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private Got embed() {
        try (Socket client = new Socket()) {
            Got begun = begun(client);
            return new Got(begun.head(), begun.bytes() + drained(client.getInputStream()));
        } catch (IOException e) {
            return new Got("failed: " + e, 0);
        }
    }

    private static long drained(InputStream in) throws IOException {
        byte[] piece = new byte[1 << 16];
        long bytes = 0;
        for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
            bytes += count;
        }
        return bytes;
    }

    private Got begun(Socket client) throws IOException {
        return asked(client, "embeddings", body("embeddings"));
    }

    /** Whole, as events that are made of a whole one, and as one large event. */
    private static String body(String path) {
        return switch (path) {
            case "embeddings" -> "{\"model\":\"" + E5 + "\",\"input\":" + texts() + "}";
            case "images/generations" ->
                    "{\"model\":\"" + FLUX + "\",\"prompt\":\"x\",\"stream\":true}";
            default -> World.chat(World.LLAMA, ",\"stream\":true");
        };
    }

    private Got chat() {
        try (Socket client = new Socket()) {
            return asked(client, "chat/completions", World.chat(World.LLAMA, ",\"stream\":true"));
        } catch (IOException e) {
            return new Got("failed: " + e, 0);
        }
    }

    /** Asks, and reads the head and what comes with it. */
    private Got asked(Socket client, String path, String body) throws IOException {
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
        client.setSoTimeout(120_000);
        String head =
                String.join(
                        "\r\n",
                        "POST /v1/" + path + " HTTP/1.1",
                        "Host: x",
                        "Authorization: Bearer " + World.KEY,
                        "Content-Type: application/json",
                        "Content-Length: " + body.length(),
                        "Connection: close");
        client.getOutputStream().write((head + "\r\n\r\n" + body).getBytes(UTF_8));
        byte[] first = client.getInputStream().readNBytes(HEAD_BYTES);
        return new Got(new String(first, UTF_8), first.length);
    }
}
