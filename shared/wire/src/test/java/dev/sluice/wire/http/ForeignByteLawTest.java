package dev.sluice.wire.http;

import static dev.sluice.wire.http.RawProvider.Session.ok;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.TestTls;
import dev.sluice.wire.net.Net;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The law of the provider's side: whatever bytes a provider writes before, between, in and after
 * its answers, on any kept connection, plain and TLS, no caller sees a byte that was not sent in
 * answer to its own call. And a provider that adds nothing fails no call.
 *
 * <p>What is written while nobody asks is written before the next call begins here: bytes that
 * cross a request on their way look like its answer, and nothing can tell them from it ({@code
 * docs/decisions/0001-http-stack.md}).
 */
class ForeignByteLawTest {
    private static final String FOREIGN = "FOREIGN";

    private static final String[] JUNK = {
        ok(FOREIGN),
        ok(FOREIGN) + ok(FOREIGN),
        "HTTP/1.1 400 No\r\nConnection: close\r\nContent-Length: 7\r\n\r\n" + FOREIGN,
        "HTTP/1.1 408 Late\r\nContent-Length: 7\r\n\r\n" + FOREIGN,
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n" + FOREIGN + "\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: " + FOREIGN,
        "HTTP/1.1 200 OK\r\n\r\n" + FOREIGN,
        "0123456789",
        "\r\n",
        "\n",
        "0\r\n\r\n",
        FOREIGN.repeat(3_000),
    };

    private static TestTls tls;

    @BeforeAll
    static void certificate(@TempDir Path directory) throws Exception {
        tls = TestTls.make(directory);
    }

    /** What a caller saw: as much of a body as came, and whether it came whole. */
    private record Seen(String body, boolean whole) {}

    /** Plays every connection by one seed; all draws are made in the order of the calls. */
    private static final class Provider implements RawProvider.Script {
        private final Random random;
        private final Semaphore idle = new Semaphore(0);
        private volatile boolean strayed;

        Provider(long seed) {
            random = new Random(seed);
        }

        @Override
        public void play(RawProvider.Session session) throws Exception {
            if (chance(10)) {
                strayed = true;
                session.write("220 " + FOREIGN + "\r\n");
                return;
            }
            boolean open = true;
            while (open) {
                String request = session.request();
                try {
                    open = answer(session, request);
                } finally {
                    idle.release();
                }
            }
        }

        private boolean answer(RawProvider.Session session, String request) throws IOException {
            String answer = framed("to " + request);
            switch (random.nextInt(8)) {
                case 0 -> session.write(answer + junk());
                case 1 -> session.write(answer).write(junk());
                case 2 -> {
                    // Some of its answer alone.
                    session.write(answer.substring(0, random.nextInt(answer.length())));
                    strayed = true;
                    session.close();
                    return false;
                }
                case 3 -> {
                    session.write(answer);
                    session.close();
                    return false;
                }
                case 4 -> {
                    // A chunk that is longer than it says, or ends the answer early.
                    strayed = true;
                    session.write(chunkedHead() + "3\r\nto " + junk()).write(junk());
                    session.close();
                    return false;
                }
                case 5 -> {
                    for (int i = 0; i < answer.length(); i++) {
                        session.write(answer.substring(i, i + 1));
                    }
                }
                default -> session.write(answer);
            }
            return true;
        }

        private String framed(String body) {
            String interim = chance(4) ? "HTTP/1.1 103 Early Hints\r\n\r\n" : "";
            return interim
                    + (chance(2)
                            ? ok(body)
                            : chunkedHead()
                                    + Integer.toHexString(body.length())
                                    + ";x\r\n"
                                    + body
                                    + "\r\n0\r\n\r\n");
        }

        private static String chunkedHead() {
            return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        }

        private String junk() {
            return JUNK[random.nextInt(JUNK.length)];
        }

        private boolean chance(int oneIn) {
            return random.nextInt(oneIn) == 0;
        }

        /** Waits until a request is answered and all is written; not for one that was not read. */
        boolean awaitIdle() throws InterruptedException {
            return idle.tryAcquire(30, TimeUnit.SECONDS);
        }
    }

    private static Seen ask(Connections connections, Post post) {
        StringBuilder body = new StringBuilder();
        try (Response response = connections.send(post)) {
            assertThat(response.status()).isEqualTo(200);
            InputStream in = response.body();
            byte[] buffer = new byte[64];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                body.append(new String(buffer, 0, count, UTF_8));
            }
            return new Seen(body.toString(), true);
        } catch (IOException e) {
            return new Seen(body.toString(), false);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,false,250", "2,false,250", "3,false,250", "4,true,60", "5,true,60"})
    void noCallerSeesAByteThatWasNotSentInAnswerToItsCall(long seed, boolean secure, int calls)
            throws Exception {
        Provider script = new Provider(seed);
        int whole = 0;
        try (RawProvider provider = new RawProvider(secure ? tls : null, script);
                Connections connections =
                        new Connections(Net.ofThisProcess(), 30_000, () -> tls.client())) {
            for (int i = 0; i < calls; i++) {
                script.strayed = false;
                int before = provider.requests().size();
                String call = "call " + seed + " " + i + " " + "x".repeat(i % 50);
                Seen seen = ask(connections, provider.post(call));
                assertThat("to " + call).startsWith(seen.body());
                assertThat(seen.body()).doesNotContain(FOREIGN);
                if (seen.whole()) {
                    whole++;
                }
                if (!script.strayed) {
                    assertThat(seen).isEqualTo(new Seen("to " + call, true));
                }
                if (seen.whole() || provider.requests().size() > before) {
                    assertThat(script.awaitIdle()).isTrue();
                }
                assertThat(provider.requests().size() - before).isLessThanOrEqualTo(1);
            }
            assertThat(provider.connections()).isLessThan(calls);
        }
        assertThat(whole).isGreaterThan(calls / 3);
    }
}
