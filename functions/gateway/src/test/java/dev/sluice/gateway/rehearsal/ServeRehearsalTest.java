package dev.sluice.gateway.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.Serve;
import dev.sluice.gateway.Server;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServeRehearsalTest {
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    @Test
    void everyRequestOfTheRehearsalIsAnswered() throws Exception {
        try (RehearsalStage provider = new RehearsalStage();
                Server server = Serve.start(ServeRehearsal.settings(provider), NOWHERE)) {
            assertThatCode(
                            () ->
                                    ServeRehearsal.send(
                                            server.port(), ServeRehearsal.KEY, "rehearsed"))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void nothingIsLeftOfARehearsalInTheProcess() throws Exception {
        ServeRehearsal.rehearse();
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        ServeRehearsal.rehearse();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread) && !isOfTheJvm(thread)) {
                assertThat(thread.join(Duration.ofSeconds(30))).as(thread.getName()).isTrue();
            }
        }
    }

    /** Carriers of virtual threads and what polls their sockets come and go as they are needed. */
    private static boolean isOfTheJvm(Thread thread) {
        return thread.getName().startsWith("ForkJoinPool")
                || thread.getName().startsWith("loop")
                || thread.getName().contains("Poller")
                || thread.getName().contains("unblocker")
                || thread.getName().contains("unparker");
    }

    @Test
    void aRehearsalThatIsRefusedFails() throws Exception {
        try (RehearsalStage provider = new RehearsalStage();
                Server server = Serve.start(ServeRehearsal.settings(provider), NOWHERE)) {
            assertThatThrownBy(() -> ServeRehearsal.send(server.port(), "sk-other", "rehearsed"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("401");
        }
    }
}
