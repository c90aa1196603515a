package dev.sluice.gateway.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.call.Source;
import dev.sluice.core.call.Trace;
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
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** However many rows a request leaves, and whenever they settle, the lines count each once. */
final class RequestLinesTest {
    private static final Instant NOON = Instant.parse("2026-12-01T12:00:00Z");
    private static final InvocationFacts INVOCATION = new InvocationFacts("lambda-1", null, 1_000);

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final RequestLines lines =
            new RequestLines(new PrintStream(log, true, StandardCharsets.UTF_8), "prod");

    /** What was told of, in its order. */
    private final List<Settlement> rows = new ArrayList<>();

    @Test
    void theUsualRequestHasOneLine() throws IOException {
        request(1, new Random(1));
        assertThat(logged()).hasSize(1);
        assertThat(logged().getFirst())
                .containsEntry("requestId", "row-0")
                .doesNotContainKey("rowId");
    }

    @Test
    void whatAllLinesCountIsWhatTheRowsCount() throws IOException {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            log.reset();
            rows.clear();
            int ofRequest = random.nextInt(5);
            request(ofRequest, random);
            int late = random.nextInt(3);
            for (int i = 0; i < late; i++) {
                lines.settled(row("late-" + i), settlement(random));
            }
            String which = "seed " + seed;
            assertThat(logged()).as(which).hasSize(Math.max(1, ofRequest) + late);
            assertThat(sum("Requests")).as(which).isEqualByComparingTo("1");
            assertThat(sum("CostUsd").movePointRight(9))
                    .as(which)
                    .isEqualByComparingTo(of(Settlement::costNanoUsd));
            assertThat(sum("OutputTokens"))
                    .as(which)
                    .isEqualByComparingTo(of(row -> row.usage().of(Measure.OUTPUT_TOKENS)));
            assertThat(sum("UpstreamErrors"))
                    .as(which)
                    .isEqualByComparingTo(
                            of(row -> row.outcome() == Outcome.UPSTREAM_FAILED ? 1 : 0));
        }
    }

    @Test
    void eachRowIsNamedOnce() throws IOException {
        request(3, new Random(1));
        assertThat(logged().stream().map(line -> line.get("event")))
                .containsExactly("row", "row", "request");
        assertThat(logged().stream().map(line -> line.getOrDefault("rowId", line.get("requestId"))))
                .containsExactly("row-0", "row-1", "row-2");
        assertThat(logged())
                .allSatisfy(line -> assertThat(line).containsEntry("lambdaRequestId", "lambda-1"));
    }

    /** It may quote what a client or a provider sent; of a store that is away, nothing can. */
    @Test
    void whatAFaultOfOurOwnSaysIsInNoLine() throws IOException {
        IllegalStateException quotes = new IllegalStateException("not a number: CANARY");
        lines.internal("a", quotes);
        lines.unsettled(row("b"), quotes);
        lines.unsettled(row("c"), settlement(new Random(1)), quotes);
        lines.uncorrected("d", new StoreUnavailable("the table is away", quotes));
        assertThat(logged())
                .extracting(line -> line.get("requestId"))
                .containsExactly("a", "b", "c", "d");
        assertThat(logged().getFirst())
                .containsEntry("exception", "java.lang.IllegalStateException")
                .containsKey("at");
        assertThat(logged().getLast()).containsEntry("cause", "the table is away");
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("CANARY");
    }

    /** One whose client knows it by the id of its first row. */
    private void request(int rowsOfIt, Random random) throws IOException {
        RequestLines.Line line = lines.begin(INVOCATION);
        lines.with(
                line,
                () -> {
                    for (int i = 0; i < rowsOfIt; i++) {
                        lines.relayed(row("row-" + i), settlement(random), Trace.NONE, -1);
                    }
                });
        lines.end(line, new Ok());
    }

    private Settlement settlement(Random random) {
        Source source = random.nextBoolean() ? Source.SERVER : Source.USER;
        long nanoUsd = source.isBilled() ? random.nextLong(1_000_000_000) : 0;
        boolean failed = random.nextInt(4) == 0;
        Settlement settlement =
                new Settlement(
                        new Served(source, 0, "together", "llama"),
                        new Told(
                                failed ? Outcome.UPSTREAM_FAILED : Outcome.COMPLETED,
                                200,
                                null,
                                null),
                        1,
                        Metered.ofTokens(10, 0, random.nextInt(1_000), 0, false),
                        random.nextInt(4) == 0 ? new Cost(0, false) : new Cost(nanoUsd, true),
                        -1,
                        -1);
        rows.add(settlement);
        return settlement;
    }

    private BigDecimal of(ToLongFunction<Settlement> amount) {
        return BigDecimal.valueOf(rows.stream().mapToLong(amount).sum());
    }

    private BigDecimal sum(String metric) throws IOException {
        BigDecimal sum = BigDecimal.ZERO;
        for (Map<String, Object> line : logged()) {
            sum = sum.add(new BigDecimal(String.valueOf(line.getOrDefault(metric, 0))));
        }
        return sum;
    }

    private List<Map<String, Object>> logged() throws IOException {
        List<Map<String, Object>> all = new ArrayList<>();
        for (String line : log.toString(StandardCharsets.UTF_8).lines().toList()) {
            all.add(JSON.std.mapFrom(line));
        }
        return all;
    }

    private static OpenRow row(String id) {
        return new OpenRow(
                id,
                "ann",
                ModelKind.CHAT,
                "general",
                new Served(0, "together", "llama"),
                Measures.NONE,
                "test",
                NOON,
                NOON.plusSeconds(600));
    }

    private record Ok() implements Answered {
        @Override
        public int status() {
            return 200;
        }

        @Override
        public @Nullable String header(String name) {
            return name.equals("x-request-id") ? "row-0" : null;
        }
    }
}
