package dev.sluice.wire.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.standins.PickyServer;
import dev.sluice.standins.TestTls;
import dev.sluice.wire.net.Net;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever the JDK could speak to is spoken to, whatever was offered first. */
class KeyOfferTest {
    private static TestTls tls;

    @AutoClose
    private final Connections connections =
            new Connections(Net.ofThisProcess(), 30_000, () -> tls.client());

    @BeforeAll
    static void certificate(@TempDir Path directory) throws Exception {
        tls = TestTls.make(directory);
    }

    private static int ask(Connections connections, PickyServer server) throws IOException {
        try (Response response =
                connections.send(Post.bare("GET", URI.create(server.url() + "/")))) {
            return response.status();
        }
    }

    @Test
    void whoTakesTheFirstOfferIsAskedOnce() throws Exception {
        try (PickyServer server = new PickyServer(tls, "TLSv1.3", "x25519")) {
            assertThat(ask(connections, server)).isEqualTo(200);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3,secp256r1", "TLSv1.3,secp384r1", "TLSv1.2,secp384r1", "TLSv1.3,ffdhe2048"})
    void whoDoesNotIsOfferedAllFromThenOn(String protocol, String group) throws Exception {
        try (PickyServer server = new PickyServer(tls, protocol, group)) {
            assertThat(ask(connections, server)).isEqualTo(200);
            assertThat(server.connections()).isEqualTo(2);
            assertThat(ask(connections, server)).isEqualTo(200);
            assertThat(server.connections()).isEqualTo(3);
        }
    }

    @Test
    void severalThatAreRefusedAtOnceAreAllAnswered() throws Exception {
        int many = 16;
        try (PickyServer server = new PickyServer(tls, "TLSv1.3", "secp256r1");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CyclicBarrier together = new CyclicBarrier(many);
            List<Future<Integer>> asked = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                asked.add(
                        threads.submit(
                                () -> {
                                    together.await();
                                    return ask(connections, server);
                                }));
            }
            for (Future<Integer> status : asked) {
                assertThat(status.get()).isEqualTo(200);
            }
        }
    }

    /** It could choose finite fields in its stead, if these were in the first offer. */
    @Test
    void whoLacksTheGroupRefusesRatherThanChoosingAnotherKindOfKey(@TempDir Path directory)
            throws Exception {
        TestTls rsa = TestTls.make(directory, "RSA");
        try (Connections asking = new Connections(Net.ofThisProcess(), 30_000, () -> rsa.client());
                PickyServer server = new PickyServer(rsa, "TLSv1.2", "secp256r1")) {
            assertThat(ask(asking, server)).isEqualTo(200);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void whoIsNotWhoItShouldBeIsAskedOnce() throws Exception {
        SSLContext jdk = SSLContext.getDefault();
        try (Connections strangers = new Connections(Net.ofThisProcess(), 30_000, () -> jdk);
                PickyServer server = new PickyServer(tls, "TLSv1.3", "x25519")) {
            assertThatThrownBy(() -> ask(strangers, server)).isInstanceOf(SSLException.class);
            assertThat(server.connections()).isEqualTo(1);
        }
    }
}
