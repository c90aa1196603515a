package dev.sluice.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SamTest {
    @Test
    void operationsNamesTheOldestThatWasSeen() throws IOException {
        assertThat(Files.readString(Path.of("../../docs/operations.md")))
                .contains("install-sam-cli.html) " + Sam.OLDEST + " or newer");
    }
}
