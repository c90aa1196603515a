package dev.sluice.gateway.rehearsal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.Serve;
import dev.sluice.gateway.Server;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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
    void aRehearsalThatIsRefusedFails() throws Exception {
        try (RehearsalStage provider = new RehearsalStage();
                Server server = Serve.start(ServeRehearsal.settings(provider), NOWHERE)) {
            assertThatThrownBy(() -> ServeRehearsal.send(server.port(), "sk-other", "rehearsed"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("401");
        }
    }
}
