package dev.sluice.wire.http;

import static dev.sluice.wire.http.RawProvider.Session.ok;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.time.FakeClock;
import dev.sluice.standins.TestTls;
import dev.sluice.wire.net.Net;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that holds anything nobody asked for, or was closed, never serves again. */
class KeptConnectionTest {
    private static final long PATIENCE_SECONDS = 30;

    private static TestTls tls;

    @AutoClose
    private final Connections connections =
            new Connections(Net.ofThisProcess(), 30_000, () -> tls.client());

    /** Released by a script when it has done to the connection what it does while it rests. */
    private final Semaphore done = new Semaphore(0);

    @BeforeAll
    static void certificate(@TempDir Path directory) throws Exception {
        tls = TestTls.make(directory);
    }

    private static @Nullable TestTls tls(boolean secure) {
        return secure ? tls : null;
    }

    private String ask(RawProvider provider, String body) throws IOException {
        try (Response response = connections.send(provider.post(body))) {
            assertThat(response.status()).isEqualTo(200);
            return new String(response.body().readAllBytes(), UTF_8);
        }
    }

    private void awaitDone() throws InterruptedException {
        assertThat(done.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    /** Answers each call well and adds something, in a write of its own or not. */
    private RawProvider adding(boolean secure, String extra, boolean sameWrite) throws IOException {
        return new RawProvider(
                tls(secure),
                session -> {
                    while (true) {
                        String answer = ok("to " + session.request());
                        if (sameWrite) {
                            session.write(answer + extra);
                        } else {
                            session.write(answer).write(extra);
                        }
                        done.release();
                    }
                });
    }

    private void nobodySees(String extra, boolean secure) throws Exception {
        for (boolean sameWrite : new boolean[] {true, false}) {
            try (RawProvider provider = adding(secure, extra, sameWrite)) {
                for (int i = 0; i < 5; i++) {
                    assertThat(ask(provider, "call " + i)).isEqualTo("to call " + i);
                    awaitDone();
                }
                assertThat(provider.connections()).isEqualTo(5);
            }
        }
    }

    /** The other side may have gone meanwhile, and nothing of it arrives where nobody listens. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void restsForFiftySecondsOfEitherClock(boolean secure) throws Exception {
        FakeClock clock = new FakeClock();
        try (RawProvider provider = adding(secure, "", true);
                Connections aging =
                        new Connections(Net.ofThisProcess(), 30_000, () -> tls.client(), clock)) {
            ask(aging, provider, 1);
            ask(aging, provider, 1);
            clock.freeze(Duration.ofSeconds(50));
            ask(aging, provider, 2);
            clock.setBack(Duration.ofDays(1));
            clock.advance(Duration.ofSeconds(50));
            ask(aging, provider, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void livesForFiveMinutesOfEitherClock(boolean secure) throws Exception {
        FakeClock clock = new FakeClock();
        try (RawProvider provider = adding(secure, "", true);
                Connections aging =
                        new Connections(Net.ofThisProcess(), 30_000, () -> tls.client(), clock)) {
            for (int call = 0; call < 20; call++) {
                ask(aging, provider, 1 + call / 10);
                if (call < 10) {
                    clock.freeze(Duration.ofSeconds(30));
                } else {
                    clock.setBack(Duration.ofDays(1));
                    clock.advance(Duration.ofSeconds(30));
                }
            }
            ask(aging, provider, 3);
        }
    }

    private static void ask(Connections aging, RawProvider provider, int connections)
            throws IOException {
        try (Response response = aging.send(provider.post("a"))) {
            assertThat(response.body().readAllBytes()).isEqualTo("to a".getBytes(UTF_8));
        }
        assertThat(provider.connections()).isEqualTo(connections);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSecondAnswerGoesToNobody(boolean secure) throws Exception {
        nobodySees(ok("foreign"), secure);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bytesBeyondTheLengthGoToNobody(boolean secure) throws Exception {
        nobodySees("0123456789", secure);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSingleByteBeyondTheLengthGoesToNobody(boolean secure) throws Exception {
        nobodySees("\n", secure);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUnaskedRefusalGoesToNobody(boolean secure) throws Exception {
        for (int status : new int[] {400, 408}) {
            try (RawProvider provider =
                    new RawProvider(
                            tls(secure),
                            session -> {
                                session.write(ok("to " + session.request()));
                                session.write(
                                        "HTTP/1.1 "
                                                + status
                                                + " No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
                                done.release();
                            })) {
                for (int i = 0; i < 5; i++) {
                    assertThat(ask(provider, "call " + i)).isEqualTo("to call " + i);
                    awaitDone();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConnectionThatWasClosedWhileItRestedFailsNoCall(boolean secure) throws Exception {
        try (RawProvider provider =
                new RawProvider(
                        tls(secure),
                        session -> {
                            session.write(ok("to " + session.request()));
                            session.close();
                            done.release();
                        })) {
            for (int i = 0; i < 20; i++) {
                assertThat(ask(provider, "call " + i)).isEqualTo("to call " + i);
                awaitDone();
            }
            assertThat(provider.requests()).hasSize(20);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aGoodConnectionIsKept(boolean secure) throws Exception {
        try (RawProvider provider =
                new RawProvider(
                        tls(secure),
                        session -> {
                            while (true) {
                                session.write(ok("to " + session.request()));
                            }
                        })) {
            for (int i = 0; i < 300; i++) {
                assertThat(ask(provider, "call " + i)).isEqualTo("to call " + i);
            }
            assertThat(provider.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theWatchKeepsAGoodConnectionAndClosesABadOne(boolean secure) throws Exception {
        CountDownLatch hungUp = new CountDownLatch(1);
        CountDownLatch bad = new CountDownLatch(1);
        try (RawProvider provider =
                new RawProvider(
                        tls(secure),
                        session -> {
                            session.write(ok("to " + session.request()));
                            if (session.number() == 1) {
                                bad.await();
                                session.write("x");
                                session.awaitHangUp();
                                hungUp.countDown();
                            } else {
                                session.write(ok("to " + session.request()));
                                session.awaitHangUp();
                            }
                        })) {
            try (Response first = connections.send(provider.post("first"))) {
                assertThat(ask(provider, "second")).isEqualTo("to second");
                assertThat(first.body().readAllBytes()).hasSize(8);
            }
            bad.countDown();
            assertThat(hungUp.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(ask(provider, "third")).isEqualTo("to third");
            assertThat(provider.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAProviderMayHaveReadIsNeverSentAgain(boolean secure) throws Exception {
        try (RawProvider provider =
                new RawProvider(
                        tls(secure),
                        session -> {
                            session.write(ok("to " + session.request()));
                            session.request();
                        })) {
            assertThat(ask(provider, "first")).isEqualTo("to first");
            assertThatThrownBy(() -> ask(provider, "second")).isInstanceOf(IOException.class);
            assertThat(provider.requests()).containsExactly("first", "second");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAnswerToHalfARequestOnAKeptConnectionIsNone(boolean secure) throws Exception {
        try (RawProvider provider =
                new RawProvider(
                        tls(secure),
                        session -> {
                            session.write(ok("to " + session.request()));
                            session.head();
                            session.write(ok("foreign")).awaitHangUp();
                        })) {
            assertThat(ask(provider, "first")).isEqualTo("to first");
            // More than the system takes before the provider reads on.
            assertThatThrownBy(() -> ask(provider, "x".repeat(40 << 20)))
                    .isInstanceOf(UnreadableAnswer.class);
            assertThat(provider.requests()).containsExactly("first");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoSpeaksBeforeItIsAskedIsNotAsked(boolean secure) throws Exception {
        try (RawProvider provider =
                new RawProvider(
                        tls(secure), session -> session.write("220 welcome\r\n").awaitHangUp())) {
            assertThatThrownBy(() -> ask(provider, "call")).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancellingAfterTheEndTouchesNothing(boolean secure) throws Exception {
        try (RawProvider provider =
                new RawProvider(
                        tls(secure),
                        session -> {
                            while (true) {
                                session.write(ok("to " + session.request()));
                            }
                        })) {
            for (int i = 0; i < 50; i++) {
                Post post = provider.post("call");
                try (Response response = connections.send(post)) {
                    response.body().readAllBytes();
                }
                post.cancel();
            }
            assertThat(provider.connections()).isEqualTo(1);
        }
    }

    /** Its connection may serve another by then, whose waits are not its own. */
    @ParameterizedTest
    @ValueSource(strings = {"200 OK\r\nContent-Length: 0", "204 No Content"})
    void anEmptyAnswerWaitsForNothing(String empty) throws Exception {
        AtomicInteger waits = new AtomicInteger();
        Semaphore first = new Semaphore(0);
        try (RawProvider provider =
                new RawProvider(
                        null,
                        session -> {
                            session.request();
                            session.write("HTTP/1.1 " + empty + "\r\n\r\n");
                            session.request();
                            session.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
                            first.acquire();
                            session.write("world");
                            session.awaitHangUp();
                        })) {
            Response nothing = connections.send(provider.post("one"));
            try (Response second = connections.send(provider.post("two"))) {
                nothing.beforeWaiting(waits::incrementAndGet);
                byte[] begun = new byte[5];
                assertThat(second.body().readNBytes(begun, 0, 5)).isEqualTo(5);
                first.release();
                assertThat(second.body().readAllBytes()).asString(UTF_8).isEqualTo("world");
            }
            assertThat(provider.connections()).isEqualTo(1);
            assertThat(waits).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHalfReadAnswerCutsItsConnection(boolean secure) throws Exception {
        CountDownLatch hungUp = new CountDownLatch(1);
        try (RawProvider provider =
                new RawProvider(
                        tls(secure),
                        session -> {
                            session.request();
                            session.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
                            session.awaitHangUp();
                            hungUp.countDown();
                        })) {
            connections.send(provider.post("call")).close();
            assertThat(hungUp.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }
}
