package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.http.HttpFront;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A process that ran out of memory ends: half alive it would be kept by whoever watches it. */
class OutOfMemoryTest {
    private static final long PATIENCE_SECONDS = 60;
    private static final int EXIT_CODE = 3;

    /** A front whose door finds no memory. */
    static final class Full {
        private Full() {}

        public static void main(String[] arguments) throws IOException {
            HttpFront front =
                    HttpFront.start(
                            "127.0.0.1",
                            0,
                            (request, reply) -> {
                                throw new OutOfMemoryError("full");
                            });
            System.out.println("port " + front.port());
        }
    }

    @Test
    void itEndsTheProcess() throws Exception {
        Process process =
                Processes.java(Map.of(), Full.class.getName()).redirectErrorStream(true).start();
        try {
            String port = Processes.lines(process).await(line -> line.startsWith("port "));
            try (RawClient client = new RawClient(Integer.parseInt(port.substring(5)))) {
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
                assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(process.exitValue()).isEqualTo(EXIT_CODE);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Whichever thread it strikes, and whether or not anybody catches it. */
    @Test
    void theProcessThatIsServedEndsWhereverItHappens() throws IOException {
        assertThat(Files.readString(Processes.repository().resolve("Makefile")))
                .contains("JVM_FLAGS := -XX:+ExitOnOutOfMemoryError ");
        assertThat(
                        Files.readString(
                                Processes.repository()
                                        .resolve(
                                                "functions/gateway/src/main/scripts/bootstrap-server")))
                .contains("-XX:+ExitOnOutOfMemoryError");
    }
}
