package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Served;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RequestLogTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void closingPrintsWhatIsWaiting() {
        RequestLog log = new RequestLog(new PrintStream(printed, false, StandardCharsets.UTF_8));
        for (int i = 0; i < 100; i++) {
            log.unsettled(row("id-" + i), new IllegalStateException("table is away"));
        }
        log.close();
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .hasSize(100)
                .first()
                .asString()
                .contains("id-0 could not be settled now", "table is away");
    }

    @Test
    void aTerminalThatTakesNothingHoldsUpNobodyAndHearsWhatWasLeftOut() {
        CountDownLatch taking = new CountDownLatch(1);
        RequestLog log =
                new RequestLog(new PrintStream(stuckUntil(taking), false, StandardCharsets.UTF_8));
        for (int i = 0; i < 20_000; i++) {
            log.unsettled(row("id-" + i), new IllegalStateException("table is away"));
        }
        taking.countDown();
        log.close();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains(" lines left out");
    }

    private OutputStream stuckUntil(CountDownLatch taking) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                try {
                    taking.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                printed.write(bytes, offset, length);
            }
        };
    }

    private static OpenRow row(String requestId) {
        return new OpenRow(
                requestId,
                "ann",
                ModelKind.CHAT,
                "general",
                new Served(0, "together", "llama"),
                Measures.of(Measure.INPUT_TOKENS, 100).with(Measure.OUTPUT_TOKENS, 400),
                "2100-01-01",
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(60));
    }
}
