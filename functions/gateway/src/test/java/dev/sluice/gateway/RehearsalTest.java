package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    @Test
    void everyRequestOfTheRehearsalIsAnswered() throws Exception {
        try (CannedProvider provider = CannedProvider.start();
                Server server = Serve.start(Rehearsal.settings(provider), NOWHERE)) {
            assertThatCode(() -> Rehearsal.send(server.port(), Rehearsal.KEY, "canned"))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aRehearsalThatIsRefusedFails() throws Exception {
        try (CannedProvider provider = CannedProvider.start();
                Server server = Serve.start(Rehearsal.settings(provider), NOWHERE)) {
            assertThatThrownBy(() -> Rehearsal.send(server.port(), "sk-other", "canned"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("401");
        }
    }
}
