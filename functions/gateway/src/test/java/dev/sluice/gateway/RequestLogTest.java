package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.settle.Cost;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Served;
import dev.sluice.core.settle.Settlement;
import dev.sluice.core.settle.Told;
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

    @Test
    void whatIsCountedIsToldAndNoTokensWhereThereAreNone() {
        assertThat(line(Measures.of(Measure.INPUT_TOKENS, 10).with(Measure.OUTPUT_TOKENS, 5)))
                .contains("llama  10 + 5 tokens  $0");
        assertThat(line(Measures.of(Measure.IMAGES, 1))).contains("llama  1 image  $0");
        assertThat(line(Measures.of(Measure.CHARACTERS, 17))).contains("llama  17 characters  $0");
        assertThat(line(Measures.of(Measure.INPUT_TOKENS, 3).with(Measure.SECONDS, 2)))
                .contains("llama  3 + 0 tokens, 2 seconds  $0");
        assertThat(line(Measures.NONE)).contains("llama  0 + 0 tokens  $0");
    }

    private String line(Measures measures) {
        printed.reset();
        RequestLog log = new RequestLog(new PrintStream(printed, false, StandardCharsets.UTF_8));
        log.settled(
                row("id"),
                new Settlement(
                        new Served(0, "together", "llama"),
                        new Told(Outcome.COMPLETED, 200, null, null),
                        1,
                        new Metered(measures, false),
                        Cost.NOTHING,
                        -1,
                        -1));
        log.close();
        return printed.toString(StandardCharsets.UTF_8);
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
