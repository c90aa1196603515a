package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class SweeperTest {
    private final CountDownLatch passed = new CountDownLatch(1);
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void aLedgerThatIsAwayIsToldOnceUntilItWasBack() throws Exception {
        Iterator<String> passes =
                List.of("table away", "table away", "table away", "", "table away", "no access")
                        .iterator();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        try (Sweeper sweeper = new Sweeper(() -> pass(passes), 1, out)) {
            passed.await();
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .map(line -> line.replaceAll(".*try again: ", ""))
                .containsExactly("table away", "table away", "no access");
    }

    /** As a library's time-out that came too late may leave it behind. */
    @Test
    void aThreadThatIsLeftInterruptedGoesOnSweeping() throws Exception {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        CountDownLatch again = new CountDownLatch(3);
        IntSupplier sweep =
                () -> {
                    again.countDown();
                    Thread.currentThread().interrupt();
                    return 0;
                };
        try (Sweeper sweeper = new Sweeper(sweep, 1, out)) {
            again.await();
        }
        assertThat(printed.size()).isZero();
    }

    private int pass(Iterator<String> passes) {
        if (!passes.hasNext()) {
            passed.countDown();
            return 0;
        }
        String failure = passes.next();
        if (!failure.isEmpty()) {
            throw new IllegalStateException(failure);
        }
        return 0;
    }
}
