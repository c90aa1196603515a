package dev.sluice.devkit.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * {@code make torture KILLS=n}: what the ledger says after the gateway was killed again and again.
 */
class TortureTest {
    private static final int KILLS = Integer.getInteger("torture.kills", 25);
    private static final long SEED = Long.getLong("torture.seed", System.nanoTime());

    @Test
    void whateverIsKilledEachRequestHasOneRowAndTheSumsAreRight() throws Exception {
        try (Torture torture = new Torture(SEED)) {
            torture.run(KILLS);
            TortureCount.Figures figures = torture.figures();
            Path out = Path.of(System.getProperty("torture.out", "target/torture.txt"));
            Files.writeString(out, figures + System.lineSeparator(), StandardCharsets.UTF_8);
            assertThat(figures.faults()).as(figures + ", seed " + SEED).isEmpty();
            assertThat(figures.reached()).as("there was something to count").isPositive();
        }
    }
}
