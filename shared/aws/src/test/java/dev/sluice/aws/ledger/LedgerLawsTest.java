package dev.sluice.aws.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.aws.LocalDynamo;
import dev.sluice.aws.store.Attributes;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.settle.Cost;
import dev.sluice.core.settle.Job;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.Note;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Rollup;
import dev.sluice.core.settle.Served;
import dev.sluice.core.settle.Settlement;
import dev.sluice.core.settle.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Whatever dies, is lost, comes late or meets another between any two calls to the tables: when the
 * sweep has been there, the days are the sum of the settled rows, each once; no mark is left, and
 * nothing in the index. And whoever called a provider has a settled row.
 */
class LedgerLawsTest {
    private static final Instant NOW = Instant.parse("2100-03-01T12:00:00Z");
    private static final Instant OVERDUE = NOW.plusSeconds(61);
    private static final Instant MUCH_LATER = NOW.plus(Duration.ofHours(14));
    private static final int MOST_CALLS = 9;

    private final TableNames tables = LocalDynamo.tables();
    private final DynamoLedger healthy = new DynamoLedger(LocalDynamo.client(), tables);
    private final Random random = new Random(1);

    /** What a request does with its row when it is open. */
    enum Life {
        SETTLES,
        IS_REFUSED,
        BEGINS_A_JOB,
        /** It was opened by a version that knew of no marks. */
        IS_FROM_BEFORE
    }

    /** Who comes in between. */
    enum Other {
        NOBODY,
        SWEEP_IN_TIME,
        SWEEP_AFTER_THE_DEADLINE,
        SETTLER,
        SETTLER_OF_BEFORE
    }

    /** A request in a process of its own. */
    private final class Requesting {
        final Gate gate = new Gate();
        final DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(gate), tables);
        final OpenRow row;
        volatile boolean stands;
        boolean called;

        Requesting(OpenRow row) {
            this.row = row;
        }

        void live(Life life) {
            try {
                if (life == Life.IS_FROM_BEFORE) {
                    BeforeMarks.open(tables.usage(), row);
                } else {
                    ledger.open(row);
                }
            } catch (StoreUnavailable e) {
                patiently(() -> ledger.discard(row));
                return;
            }
            stands = true;
            if (life == Life.IS_REFUSED) {
                patiently(() -> ledger.discard(row));
                return;
            }
            called = true;
            if (life == Life.BEGINS_A_JOB) {
                patiently(() -> ledger.started(row, Note.first(row), job(), NOW.plusSeconds(5)));
            }
            patiently(() -> ledger.settle(row, settlement(7)));
        }

        /**
         * Who settles a row has it from its request or its job: only a sweep finds what is there.
         */
        boolean isMetBy(Other other) {
            return stands
                    || other == Other.SWEEP_IN_TIME
                    || other == Other.SWEEP_AFTER_THE_DEADLINE;
        }

        private void patiently(Runnable write) {
            for (int tries = 0; tries < 3 && !gate.isDead(); tries++) {
                try {
                    write.run();
                    return;
                } catch (StoreUnavailable e) {
                    // again
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Life.class)
    void whateverBecomesOfOneCall(Life life) {
        for (Gate.Fate fate : Gate.Fate.values()) {
            boolean reached = true;
            for (int call = 0; reached; call++) {
                Requesting process = new Requesting(row());
                process.gate.at(call, fate);
                process.live(life);
                holds(life + " " + fate + " at " + call, process);
                reached = process.gate.take().size() > call;
            }
        }
    }

    static Stream<Integer> seeds() {
        return IntStream.range(0, 6).boxed();
    }

    /** Two of these at once, and another who begins at any call and is held up at any of its. */
    @ParameterizedTest
    @MethodSource("seeds")
    void whoeverMeetsWhomeverAndWhateverBecomesOfTheirCalls(int seed) throws Exception {
        random.setSeed(seed);
        for (int i = 0; i < 20; i++) {
            Life life = any(Life.values());
            Other other = any(Other.values());
            Requesting process = new Requesting(row());
            CountDownLatch over = new CountDownLatch(1);
            Gate gate = new Gate();
            gate.at(random.nextInt(6), () -> await(over));
            if (random.nextBoolean()) {
                gate.at(random.nextInt(6), any(Gate.Fate.values()));
            }
            List<Thread> threads = new ArrayList<>();
            AtomicBoolean begun = new AtomicBoolean();
            for (int call = random.nextInt(MOST_CALLS); call < MOST_CALLS; call++) {
                process.gate.at(
                        call,
                        () -> {
                            if (process.isMetBy(other) && begun.compareAndSet(false, true)) {
                                threads.add(begun(() -> runs(other, gate, process.row)));
                            }
                        });
            }
            if (random.nextBoolean()) {
                process.gate.at(random.nextInt(MOST_CALLS), any(Gate.Fate.values()));
            }
            process.live(life);
            over.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            gate.lateOnesCome(LocalDynamo.client());
            holds(seed + "/" + i + " " + life + " and " + other, process);
        }
    }

    /** Runs beside this one until it waits for it, or has ended. */
    private static Thread begun(Runnable work) {
        Thread thread = Thread.ofPlatform().start(work);
        while (thread.isAlive() && thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return thread;
    }

    private static void await(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runs(Other other, Gate gate, OpenRow row) {
        DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(gate), tables);
        try {
            switch (other) {
                case NOBODY -> {}
                case SWEEP_IN_TIME -> sweep(ledger, NOW.plusSeconds(59));
                case SWEEP_AFTER_THE_DEADLINE -> sweep(ledger, OVERDUE);
                case SETTLER -> ledger.settle(row, settlement(11));
                case SETTLER_OF_BEFORE -> BeforeMarks.settle(tables.usage(), row, settlement(13));
            }
        } catch (StoreUnavailable e) {
            // it died, or will come again
        }
    }

    private static void sweep(Ledger ledger, Instant now) {
        Ledger.Found found = ledger.overdue(now, 100);
        found.stuck().forEach(ledger::setAside);
        found.rows().forEach(standing -> ledger.settle(standing.row(), settlement(5)));
    }

    private void holds(String schedule, Requesting process) {
        process.gate.lateOnesCome(LocalDynamo.client());
        for (int pass = 0; pass < 3; pass++) {
            sweep(healthy, MUCH_LATER);
        }
        List<Map<String, AttributeValue>> items =
                LocalDynamo.client().scan(ask -> ask.tableName(tables.usage())).items();
        Rollup ofRows = Rollup.NONE;
        Rollup ofDays = Rollup.NONE;
        for (Map<String, AttributeValue> item : items) {
            if (!LedgerItems.isRow(item)) {
                ofDays = ofDays.plus(UsageItems.rollup(item));
                assertThat(item).as(schedule).doesNotContainKeys("open", "openShard", "deadline");
            } else if (LedgerItems.isSettled(item)) {
                ofRows = ofRows.plus(Rollup.of(UsageItems.settlement(item)));
            }
        }
        assertThat(ofDays).as(schedule).isEqualTo(ofRows);
        if (process.called) {
            assertThat(row(items, process.row.requestId()))
                    .as(schedule)
                    .containsEntry("state", Attributes.text("settled"));
        }
        assertThat(
                        LocalDynamo.client()
                                .scan(ask -> ask.tableName(tables.usage()).indexName("open"))
                                .items())
                .as(schedule)
                .isEmpty();
    }

    private static Map<String, AttributeValue> row(
            List<Map<String, AttributeValue>> items, String requestId) {
        return items.stream()
                .filter(item -> LedgerItems.requestId(item).equals(requestId))
                .findFirst()
                .orElse(Map.of());
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private OpenRow row() {
        UUID id =
                new UUID(
                        NOW.toEpochMilli() << 16 | 0x7000 | random.nextInt(0x1000),
                        Long.MIN_VALUE | random.nextLong() >>> 2);
        return new OpenRow(
                id.toString(),
                "ann",
                ModelKind.CHAT,
                "general",
                new Served(3, "together", "m"),
                Measures.of(Measure.INPUT_TOKENS, 10).with(Measure.OUTPUT_TOKENS, 20),
                "v1",
                NOW,
                NOW.plusSeconds(60));
    }

    private static Job job() {
        return new Job("j1", "videos", NOW.plus(Duration.ofHours(3)), List.of(), Map.of(), false);
    }

    static Settlement settlement(long outputTokens) {
        return new Settlement(
                new Served(3, "together", "m"),
                new Told(Outcome.COMPLETED, 200, "stop", null),
                1,
                Metered.ofTokens(10, 0, outputTokens, 0, false),
                new Cost(100 * outputTokens, true),
                1,
                2);
    }
}
