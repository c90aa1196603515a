package dev.sluice.core.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.AtOnce;
import dev.sluice.core.call.Source;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every ledger does with a row: it stands, is noted, settled once and found again. */
public abstract class LedgerRowContract {
    protected static final Instant NOW = Instant.parse("2100-03-01T23:59:58.123Z");

    static final LocalDate TODAY = LocalDate.of(2100, 3, 1);

    static final Duration MINUTE = Duration.ofMinutes(1);

    Ledger ledger = new MemoryLedger();

    UsageView view = new MemoryLedger();

    JobBook jobs = new MemoryLedger();

    /** A ledger and the way to read what it wrote. */
    public record Opened(Ledger ledger, UsageView view, JobBook jobs) {}

    /** An empty ledger. */
    protected abstract Opened newLedger();

    @BeforeEach
    void start() {
        Opened opened = newLedger();
        ledger = opened.ledger();
        view = opened.view();
        jobs = opened.jobs();
    }

    @Test
    void anOpenRowStandsReservedAndIsInNoRollup() {
        OpenRow row = row("r1", "ann", NOW);
        ledger.open(row);
        assertThat(view.row("ann", "r1")).contains(new UsageRow(row, Optional.empty()));
        assertThat(view.rollup("ann", TODAY)).isEqualTo(Rollup.NONE);
    }

    @Test
    void openingARowThatStandsLeavesItAlone() {
        OpenRow first = row("r1", "ann", NOW);
        ledger.open(first);
        ledger.open(row("r1", "ann", NOW.plusSeconds(1)));
        assertThat(view.row("ann", "r1")).contains(new UsageRow(first, Optional.empty()));
    }

    @Test
    void openingASettledRowLeavesItSettled() {
        OpenRow row = row("r1", "ann", NOW);
        ledger.open(row);
        ledger.settle(row, completed(10, 5, 700));
        ledger.open(row);
        assertThat(view.row("ann", "r1"))
                .contains(new UsageRow(row, Optional.of(completed(10, 5, 700))));
        assertThat(ledger.settle(row, completed(1, 1, 1))).isFalse();
    }

    @Test
    void settlingKeepsEveryField() {
        OpenRow row = row("r1", "ann", NOW);
        Settlement settlement =
                new Settlement(
                        new Served(7, "together", "meta-llama/Llama-3.3-70B"),
                        new Told(Outcome.CLIENT_GONE, 499, "tool_calls", "client_gone"),
                        3,
                        Metered.ofTokens(100, 40, 60, 20, true),
                        new Cost(123_456_789_012L, true),
                        321,
                        4_321);
        ledger.open(row);
        assertThat(ledger.settle(row, settlement)).isTrue();
        assertThat(view.row("ann", "r1")).contains(new UsageRow(row, Optional.of(settlement)));
    }

    @Test
    void everyMeasureIsKeptAsReservedAsUsedAndInTheRollup() {
        Measures reserved = Measures.NONE;
        Measures used = Measures.NONE;
        long amount = 1_000;
        for (Measure measure : Measure.values()) {
            if (measure.isCounted()) {
                amount -= 10;
                reserved = reserved.with(measure, 2 * amount);
                used = used.with(measure, amount);
            }
        }
        OpenRow row =
                new OpenRow(
                        "r1",
                        "ann",
                        ModelKind.IMAGE,
                        "picture",
                        new Served(3, "together", "flux"),
                        reserved,
                        "2100-01-01",
                        NOW,
                        NOW.plus(MINUTE));
        Settlement settlement = settlement(new Metered(used, false), 700, true);
        ledger.open(row);
        assertThat(ledger.overdue(NOW.plus(MINUTE).plusSeconds(1), 1).rows())
                .containsExactly(new Ledger.Overdue(row, Note.first(row)));
        assertThat(ledger.settle(row, settlement)).isTrue();
        assertThat(view.row("ann", "r1")).contains(new UsageRow(row, Optional.of(settlement)));
        assertThat(view.rollup("ann", TODAY)).isEqualTo(Rollup.of(settlement));
        assertThat(view.rollup("ann", TODAY).of(Measure.IMAGES)).isEqualTo(used.of(Measure.IMAGES));
    }

    @Test
    void whoseAccountServedIsKeptAlsoWhereItWasAnotherThanTheFirst() {
        OpenRow row = row("r1", "ann", Source.USER, NOW);
        ledger.open(row);
        assertThat(view.row("ann", "r1")).contains(new UsageRow(row, Optional.empty()));
        ledger.settle(row, completed(10, 5, 700));
        assertThat(view.row("ann", "r1"))
                .contains(new UsageRow(row, Optional.of(completed(10, 5, 700))));
    }

    @Test
    void daysAreTheRollupsOfOneCallerInOrder() {
        assertThat(view.days("ann")).isEmpty();
        for (int day = 2; day >= 0; day--) {
            OpenRow row = row("r" + day, "ann", NOW.minus(Duration.ofDays(day)));
            ledger.open(row);
            ledger.settle(row, completed(1, 1, 100 + day));
        }
        OpenRow others = row("r9", "ann@else", NOW);
        ledger.open(others);
        ledger.settle(others, completed(1, 1, 5));
        assertThat(view.days("ann").keySet())
                .containsExactly(TODAY.minusDays(2), TODAY.minusDays(1), TODAY);
        assertThat(view.days("ann").values())
                .extracting(Rollup::costNanoUsd)
                .containsExactly(102L, 101L, 100L);
    }

    @Test
    void settlingKeepsWhatIsAbsentAbsent() {
        OpenRow row = row("r1", "ann", NOW);
        Settlement settlement =
                new Settlement(
                        new Served(0, "atlas", "m"),
                        new Told(Outcome.UPSTREAM_FAILED, 502, null, null),
                        1,
                        Metered.NONE,
                        new Cost(0, false),
                        -1,
                        -1);
        ledger.open(row);
        ledger.settle(row, settlement);
        assertThat(view.row("ann", "r1")).contains(new UsageRow(row, Optional.of(settlement)));
    }

    @Test
    void fiftyOfOneCallerAtOnceSettleAtTheFirstTryAndAddUp() throws Exception {
        AtomicInteger next = new AtomicInteger();
        List<Boolean> settled =
                AtOnce.run(
                        50,
                        () -> {
                            OpenRow row = row("hot" + next.incrementAndGet(), "ann", NOW);
                            ledger.open(row);
                            return ledger.settle(row, completed(10, 5, 700));
                        });
        assertThat(settled).hasSize(50).containsOnly(true);
        assertThat(view.rollup("ann", TODAY)).isEqualTo(sums(50, 500, 0, 250, 0, 35_000, 0, 0));
        assertThat(view.days("ann").values()).containsExactly(view.rollup("ann", TODAY));
    }

    @Test
    void whatAProviderSaysIsCutToFitARow() {
        OpenRow row = row("r1", "ann", NOW);
        ledger.open(row);
        Settlement long450kB =
                new Settlement(
                        new Served(1, "together", "m"),
                        new Told(Outcome.COMPLETED, 200, "x".repeat(450_000), "y".repeat(450_000)),
                        1,
                        Metered.NONE,
                        new Cost(0, true),
                        -1,
                        -1);
        assertThat(ledger.settle(row, long450kB)).isTrue();
        Settlement kept = view.row("ann", "r1").orElseThrow().settlement().orElseThrow();
        assertThat(kept.finishReason()).hasSizeLessThan(1_000).startsWith("xxx").endsWith("…");
        assertThat(kept.errorCode()).hasSizeLessThan(1_000);
    }

    @Test
    void aRowIsSettledOnceAndAddedToTheRollupOnce() {
        OpenRow row = row("r1", "ann", NOW);
        ledger.open(row);
        assertThat(ledger.settle(row, completed(10, 5, 700))).isTrue();
        assertThat(ledger.settle(row, completed(999, 999, 999))).isFalse();
        assertThat(view.row("ann", "r1").orElseThrow().settlement())
                .contains(completed(10, 5, 700));
        assertThat(view.rollup("ann", TODAY)).isEqualTo(sums(1, 10, 0, 5, 0, 700, 0, 0));
    }

    @Test
    void aRowThatWasNeverOpenedIsNotSettled() {
        assertThat(ledger.settle(row("r1", "ann", NOW), completed(10, 5, 700))).isFalse();
        assertThat(view.row("ann", "r1")).isEmpty();
        assertThat(view.rollup("ann", TODAY)).isEqualTo(Rollup.NONE);
    }

    @Test
    void theRollupAddsUpACallersDay() {
        settled(row("r1", "ann", NOW), completed(10, 5, 700));
        settled(
                row("r2", "ann", NOW),
                settlement(Metered.ofTokens(100, 40, 60, 20, true), 3_000_000_000L, true));
        settled(row("r3", "ann", NOW), settlement(Metered.ofTokens(1, 0, 1, 0, false), 0, false));
        settled(row("r4", "bob", NOW), completed(7, 7, 7));
        assertThat(view.rollup("ann", TODAY))
                .isEqualTo(sums(3, 111, 40, 66, 20, 3_000_000_700L, 1, 1));
        assertThat(view.rollup("bob", TODAY)).isEqualTo(sums(1, 7, 0, 7, 0, 7, 0, 0));
    }

    @Test
    void theRollupIsThatOfTheDayTheRowWasCreatedInUtc() {
        settled(row("r1", "ann", NOW), completed(1, 1, 1));
        settled(row("r2", "ann", NOW.plusSeconds(2)), completed(2, 2, 2));
        assertThat(view.rollup("ann", TODAY).of(Measure.INPUT_TOKENS)).isEqualTo(1);
        assertThat(view.rollup("ann", TODAY.plusDays(1)).of(Measure.INPUT_TOKENS)).isEqualTo(2);
    }

    @Test
    void threadsAtOnceSettleARowOnce() throws Exception {
        OpenRow row = row("r1", "ann", NOW);
        ledger.open(row);
        List<Boolean> settled = AtOnce.run(8, () -> ledger.settle(row, completed(10, 5, 700)));
        assertThat(settled).containsOnlyOnce(true);
        assertThat(view.rollup("ann", TODAY).requests()).isEqualTo(1);
    }

    @Test
    void theNewestRowsOfACallerComeFirst() {
        settled(row("r1", "ann", NOW), completed(1, 1, 1));
        ledger.open(row("r2", "ann", NOW.plusSeconds(1)));
        ledger.open(row("r3", "bob", NOW.plusSeconds(2)));
        settled(row("r4", "ann", NOW.plusSeconds(3)), completed(1, 1, 1));
        assertThat(view.newest("ann", 10))
                .extracting(found -> found.opened().requestId())
                .containsExactly("r4", "r2", "r1");
        assertThat(view.newest("ann", 1)).hasSize(1);
        assertThat(view.row("bob", "r1")).as("not bob's").isEmpty();
    }

    static Rollup sums(
            long requests,
            long inputTokens,
            long cachedInputTokens,
            long outputTokens,
            long reasoningTokens,
            long costNanoUsd,
            long unpricedRequests,
            long estimatedRequests) {
        return new Rollup(
                Measures.of(Measure.REQUESTS, requests)
                        .with(Measure.INPUT_TOKENS, inputTokens)
                        .with(Measure.CACHED_INPUT_TOKENS, cachedInputTokens)
                        .with(Measure.OUTPUT_TOKENS, outputTokens)
                        .with(Measure.REASONING_TOKENS, reasoningTokens)
                        .with(Measure.NANO_USD, costNanoUsd),
                unpricedRequests,
                estimatedRequests);
    }

    protected static OpenRow row(String requestId, String callerId, Instant createdAt) {
        return row(requestId, callerId, Source.SERVER, createdAt);
    }

    static OpenRow row(String requestId, String callerId, Source source, Instant createdAt) {
        return new OpenRow(
                requestId,
                callerId,
                ModelKind.CHAT,
                "general",
                new Served(source, 3, "together", "meta-llama/Llama-3.3-70B"),
                Measures.of(Measure.INPUT_TOKENS, 1_000).with(Measure.OUTPUT_TOKENS, 4_096),
                "2100-01-01",
                createdAt,
                createdAt.plus(MINUTE));
    }

    protected static Settlement completed(long inputTokens, long outputTokens, long costNanoUsd) {
        return settlement(
                Metered.ofTokens(inputTokens, 0, outputTokens, 0, false), costNanoUsd, true);
    }

    static Settlement settlement(Metered usage, long costNanoUsd, boolean priced) {
        return new Settlement(
                new Served(3, "together", "meta-llama/Llama-3.3-70B"),
                new Told(Outcome.COMPLETED, 200, "stop", null),
                1,
                usage,
                new Cost(costNanoUsd, priced),
                100,
                2_000);
    }

    void settled(OpenRow row, Settlement settlement) {
        ledger.open(row);
        assertThat(ledger.settle(row, settlement)).isTrue();
    }
}
