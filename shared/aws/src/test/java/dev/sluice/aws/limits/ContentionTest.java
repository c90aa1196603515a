package dev.sluice.aws.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.aws.LocalDynamo;
import dev.sluice.aws.ledger.DynamoLedger;
import dev.sluice.aws.ledger.DynamoUsage;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.AtOnce;
import dev.sluice.core.admit.Claim;
import dev.sluice.core.admit.Claims;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.Verdict;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.settle.Cost;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Served;
import dev.sluice.core.settle.Settlement;
import dev.sluice.core.settle.Told;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Four instances on one table, as four containers have it. */
class ContentionTest {
    private static final int INSTANCES = 4;
    private static final long NOW =
            Instant.parse("2100-03-01T10:00:00Z").getEpochSecond() * 1_000_000;
    private static final Instant TODAY = Instant.parse("2100-03-01T10:00:00Z");

    private final TableNames tables = LocalDynamo.tables();

    /** Requests are plenty, tokens are short. */
    @Test
    void instancesTogetherAdmitExactlyWhatThereIsAndRefuseOnlyTheRest() throws Exception {
        Scope scope =
                new Scope(
                        "slot#1",
                        List.of(
                                Limit.perMinute(Measure.REQUESTS, 6_000),
                                Limit.perMinute(Measure.TOKENS, 5_000)));
        List<DynamoLimits> instances =
                IntStream.range(0, INSTANCES)
                        .mapToObj(i -> new DynamoLimits(LocalDynamo.client(), tables, new Random()))
                        .toList();
        AtomicInteger next = new AtomicInteger();
        AtomicInteger admitted = new AtomicInteger();
        AtOnce.run(
                2 * INSTANCES,
                () -> {
                    DynamoLimits mine = instances.get(next.getAndIncrement() % INSTANCES);
                    for (int i = 0; i < 15; i++) {
                        if (mine.take(scope, Claims.claim(Claims.tokens(100), NOW))
                                instanceof Verdict.Taken) {
                            admitted.incrementAndGet();
                        }
                    }
                    return "done";
                });
        assertThat(admitted).as("120 tries of 100 tokens, 5000 in the limit").hasValue(50);
    }

    /** With refunds beside them, instances often guess wrong; that is not a refusal. */
    @Test
    void contentionIsNeverARefusal() throws Exception {
        Scope scope =
                new Scope(
                        "slot#2",
                        List.of(
                                Limit.perMinute(Measure.REQUESTS, 1_000_000),
                                Limit.perMinute(Measure.TOKENS, 100_000_000)));
        AtomicInteger clock = new AtomicInteger();
        List<Integer> refused =
                AtOnce.run(
                        2 * INSTANCES,
                        () -> {
                            DynamoLimits mine =
                                    new DynamoLimits(LocalDynamo.client(), tables, new Random());
                            int refusals = 0;
                            for (int i = 0; i < 25; i++) {
                                long now = NOW + 1_000_000L * clock.incrementAndGet();
                                Claim claim = Claims.claim(Claims.tokens(1_000_000), now);
                                if (mine.take(scope, claim) instanceof Verdict.Refused) {
                                    refusals++;
                                }
                                mine.settle(scope, claim, Measures.NONE, now);
                            }
                            return refusals;
                        });
        assertThat(refused).containsOnly(0);
    }

    @Test
    void settlesOfOneCallerAtOnceAreAllCountedOnce() throws Exception {
        AtomicInteger next = new AtomicInteger();
        AtOnce.run(
                2 * INSTANCES,
                () -> {
                    DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(), tables);
                    for (int i = 0; i < 10; i++) {
                        OpenRow row = row("r" + next.incrementAndGet());
                        ledger.open(row);
                        assertThat(ledger.settle(row, settlement())).isTrue();
                    }
                    return "done";
                });
        var rollup =
                new DynamoUsage(LocalDynamo.client(), tables)
                        .rollup("ann", LocalDate.of(2100, 3, 1));
        assertThat(rollup.requests()).isEqualTo(80);
        assertThat(rollup.costNanoUsd()).isEqualTo(80 * 700);
        assertThat(
                        new DynamoLedger(LocalDynamo.client(), tables)
                                .overdue(TODAY.plusSeconds(1), 100)
                                .rows())
                .isEmpty();
    }

    /** The request and the sweep of two other processes meet at each row. */
    @Test
    void whoeverSettlesFirstSettlesAlone() throws Exception {
        DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(), tables);
        for (int i = 0; i < 10; i++) {
            OpenRow row = row("race" + i);
            ledger.open(row);
            List<Boolean> won =
                    AtOnce.run(
                            3,
                            () ->
                                    new DynamoLedger(LocalDynamo.client(), tables)
                                            .settle(row, settlement()));
            assertThat(won).containsOnlyOnce(true);
        }
        assertThat(
                        new DynamoUsage(LocalDynamo.client(), tables)
                                .rollup("ann", LocalDate.of(2100, 3, 1))
                                .requests())
                .isEqualTo(10);
    }

    private static OpenRow row(String requestId) {
        return new OpenRow(
                requestId,
                "ann",
                ModelKind.CHAT,
                "general",
                new Served(1, "together", "m"),
                Measures.of(Measure.INPUT_TOKENS, 10).with(Measure.OUTPUT_TOKENS, 20),
                "v1",
                TODAY,
                TODAY);
    }

    private static Settlement settlement() {
        return new Settlement(
                new Served(1, "together", "m"),
                new Told(Outcome.COMPLETED, 200, "stop", null),
                1,
                Metered.ofTokens(10, 0, 5, 0, false),
                new Cost(700, true),
                1,
                2);
    }
}
