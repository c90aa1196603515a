package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.gateway.http.HttpFront;
import dev.sluice.standins.Scripts;
import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * The law of requests: for any bytes that a client sends the gateway answers or closes, with no 5xx
 * of its own making, no trace, no key in anything it says, and nothing left open.
 */
class RequestFuzzTest {
    private static final int REQUESTS = 10_000;
    private static final int ON_TABLES = 400;
    private static final int CLIENTS = 8;

    private static final String CALLERS_KEY = "sk-callers-canary";
    private static final String PROVIDERS_KEY = "upstream-key-0";
    private static final String MODEL = "my/own-model";

    /**
     * Beyond this a client that got nothing takes its request for half a one, and sends no more.
     */
    private static final int PATIENCE_MILLIS = 100;

    private static final int LONGEST_MILLIS = 60_000;

    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger atProvider = new AtomicInteger();

    @Test
    void tenThousandMutatedRequestsAreAnsweredOrClosed() throws Exception {
        run(REQUESTS, 10, "memory");
        assertThat(answered.get()).as("most are answered").isGreaterThan(REQUESTS / 2);
        assertThat(served.get()).as("some are served").isGreaterThan(REQUESTS / 20);
    }

    @Test
    void nothingStaysTakenOrOpenInTheTables() throws Exception {
        run(ON_TABLES, 11, "dynamodb");
    }

    private void run(int requests, long seed, String stores) throws Exception {
        Handler trouble = new Trouble();
        Logger.getLogger("").addHandler(trouble);
        try (HttpFront provider = HttpFront.start("127.0.0.1", 0, this::answer);
                World world =
                        World.settings()
                                .serving(0, "http://127.0.0.1:" + provider.port() + "/v1", MODEL)
                                .set("SLUICE_LOCAL_KEY", CALLERS_KEY)
                                .set("SLUICE_STORES", stores)
                                .start()) {
            sendAll(world.port(), requests, seed);
            assertThat(faults).isEmpty();
            String good = World.chat(MODEL, "");
            assertThat(world.post(CALLERS_KEY, good).status()).isEqualTo(200);
            Wait.until("no call at the provider", () -> atProvider.get() == 0);
            assertThat(world.out.all())
                    .noneMatch(line -> isTold(line) || line.contains("Exception"));
            if (stores.equals("dynamodb")) {
                Wait.until("all rows settled", () -> open(world).isEmpty());
            }
        } finally {
            Logger.getLogger("").removeHandler(trouble);
        }
    }

    private static List<Map<String, String>> open(World world) {
        return world.rows().stream().filter(row -> !"settled".equals(row.get("state"))).toList();
    }

    private void sendAll(int port, int requests, long seed) throws InterruptedException {
        Thread[] clients = new Thread[CLIENTS];
        for (int i = 0; i < CLIENTS; i++) {
            RequestMutations mutations =
                    new RequestMutations(seed * CLIENTS + i, CALLERS_KEY, MODEL);
            clients[i] =
                    Thread.startVirtualThread(
                            () -> {
                                for (int sent = 0; sent < requests / CLIENTS; sent++) {
                                    send(port, mutations.next());
                                }
                            });
        }
        for (Thread client : clients) {
            client.join();
        }
    }

    private void send(int port, byte[] request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request);
            InputStream in = socket.getInputStream();
            int first = first(socket, in);
            if (first >= 0) {
                answered.incrementAndGet();
                socket.setSoTimeout(LONGEST_MILLIS);
                if (socket.isOutputShutdown()) {
                    judge(request, (char) first + new String(in.readAllBytes(), UTF_8));
                } else {
                    judge(request, (char) first + someOf(socket, in));
                }
            }
        } catch (SocketTimeoutException e) {
            faults.add("neither answered nor closed: " + new String(request, UTF_8));
        } catch (IOException e) {
            // A reset: closed in the middle of what was sent.
        }
    }

    /** The first byte of the answer; none where the connection ends, if need be by our end. */
    private static int first(Socket socket, InputStream in) throws IOException {
        try {
            return in.read();
        } catch (SocketTimeoutException e) {
            socket.shutdownOutput();
            socket.setSoTimeout(LONGEST_MILLIS);
            return in.read();
        }
    }

    /** All that comes until nothing comes for a moment: there may be more than one answer. */
    private static String someOf(Socket socket, InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] piece = new byte[16 * 1024];
        int count = in.read(piece);
        socket.setSoTimeout(5);
        try {
            for (; count >= 0; count = in.read(piece)) {
                text.append(new String(piece, 0, count, UTF_8));
            }
        } catch (SocketTimeoutException e) {
            // Kept alive: what there is has come.
        }
        return text.toString();
    }

    private void judge(byte[] request, String answer) {
        int status = answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer, 9, 12, 10) : 0;
        if (status == 200) {
            served.incrementAndGet();
        }
        boolean bad = status < 100 || (status >= 500 && status != 505);
        if (bad || isTold(answer) || answer.contains("HTTP/1.1 500")) {
            faults.add(new String(request, UTF_8) + "\n--> " + answer);
        }
    }

    private static boolean isTold(String text) {
        return text.contains(CALLERS_KEY)
                || text.contains(PROVIDERS_KEY)
                || text.contains("\tat ")
                || text.contains("java.lang");
    }

    /** The provider: a good answer to whatever gets through to it. */
    private void answer(DoorRequest request, DoorReply reply) throws IOException {
        atProvider.incrementAndGet();
        try {
            boolean streamed = asksForAStream(request.body().read(Integer.MAX_VALUE));
            byte[] answer =
                    (streamed
                                    ? "data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"},\"text\":\"hi\",\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,\"total_tokens\":4}}\n\ndata: [DONE]\n\n"
                                    : Scripts.completion("hi"))
                            .getBytes(UTF_8);
            String type = streamed ? "text/event-stream" : "application/json";
            reply.begin(200, Headers.of("content-type", type), answer.length).write(answer);
        } catch (BodyTooLarge e) {
            throw new IOException(e);
        } finally {
            atProvider.decrementAndGet();
        }
    }

    /** A reader that is stricter than the gateway's refuses some bodies: then it does not. */
    private static boolean asksForAStream(byte[] body) {
        try {
            return Boolean.TRUE.equals(JSON.std.mapFrom(body).get("stream"));
        } catch (IOException e) {
            return false;
        }
    }

    /** What a library or the server logs as trouble. */
    private final class Trouble extends Handler {
        @Override
        public void publish(LogRecord record) {
            if (record.getThrown() != null
                    || record.getLevel().intValue() >= Level.SEVERE.intValue()
                    || isTold(String.valueOf(record.getMessage()))) {
                faults.add("logged: " + record.getMessage() + " " + record.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
