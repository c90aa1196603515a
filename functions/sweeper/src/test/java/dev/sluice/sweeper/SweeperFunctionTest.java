package dev.sluice.sweeper;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.settle.MemoryLedger;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Served;
import dev.sluice.core.settle.Settlement;
import dev.sluice.core.settle.Sweep;
import dev.sluice.core.time.Clock;
import dev.sluice.wire.catalog.CatalogLoader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SweeperFunctionTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private final MemoryLedger ledger = new MemoryLedger();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @Test
    void closesOverdueRowsAndTellsOfTheBacklog() throws Exception {
        ledger.open(row("died", NOON.minusSeconds(1)));
        ledger.open(row("runs", NOON.plusSeconds(60)));

        assertThat(sweep()).isEqualTo("{\"closed\":1,\"backlog\":0}");

        List<String> lines = log.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(JSON.std.mapFrom(lines.getFirst()))
                .containsEntry("event", "swept")
                .containsEntry("requestId", "died")
                .containsEntry("source", "server")
                .containsEntry("callerId", "a \"caller\"");
        Map<String, Object> pass = JSON.std.mapFrom(lines.getLast());
        assertThat(pass)
                .containsEntry("SweptRows", 1)
                .containsEntry("SweepBacklog", 0)
                .containsEntry("stage", "prod");
        assertThat(lines.getLast()).contains("\"Namespace\":\"Sluice\"");
    }

    /** The alarm of a day's cost adds up this metric: a request that died was billed too. */
    @Test
    void whatItClosesIsInTheMetricOfWhatIsSpent() throws Exception {
        ledger.open(row("died", NOON.minusSeconds(1)));
        ledger.open(row("died-too", NOON.minusSeconds(1)));
        sweep();
        BigDecimal spent = BigDecimal.ZERO;
        for (String line : log.toString(StandardCharsets.UTF_8).lines().toList()) {
            Map<String, Object> fields = JSON.std.mapFrom(line);
            if ("swept".equals(fields.get("event"))) {
                assertThat(fields).containsEntry("stage", "prod").containsKeys("provider", "model");
                assertThat(line)
                        .contains("[\"stage\"],[\"stage\",\"provider\",\"model\"]")
                        .contains("{\"Name\":\"CostUsd\",\"Unit\":\"None\"}");
                spent = spent.add(new BigDecimal(String.valueOf(fields.get("CostUsd"))));
            }
        }
        long rowsNanoUsd =
                ledger.newest("a \"caller\"", 10).stream()
                        .flatMap(row -> row.settlement().stream())
                        .mapToLong(Settlement::costNanoUsd)
                        .sum();
        assertThat(rowsNanoUsd).isPositive();
        assertThat(spent.movePointRight(9)).isEqualByComparingTo(BigDecimal.valueOf(rowsNanoUsd));
    }

    private String sweep() {
        SweeperFunction function =
                new SweeperFunction(
                        new SweepParts(
                                ledger,
                                CatalogLoader.bundled(),
                                new NoonClock(),
                                new SweepLog(
                                        new PrintStream(log, true, StandardCharsets.UTF_8), "prod"),
                                Sweep.OfJobs.NONE));
        return function.pass();
    }

    private static OpenRow row(String id, Instant deadline) {
        return new OpenRow(
                id,
                "a \"caller\"",
                ModelKind.CHAT,
                "general",
                new Served(0, "together", "meta-llama/Llama-3.3-70B-Instruct-Turbo"),
                Measures.of(Measure.INPUT_TOKENS, 100).with(Measure.OUTPUT_TOKENS, 200),
                "test",
                NOON.minusSeconds(600),
                deadline);
    }

    private static final class NoonClock implements Clock {
        @Override
        public long epochMicros() {
            return NOON.getEpochSecond() * 1_000_000;
        }

        @Override
        public long nanos() {
            return 0;
        }
    }
}
