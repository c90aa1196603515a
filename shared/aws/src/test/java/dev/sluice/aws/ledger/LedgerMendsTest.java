package dev.sluice.aws.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.aws.Calling;
import dev.sluice.aws.LocalDynamo;
import dev.sluice.aws.store.Attributes;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Served;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * What broke, or died in between, is in its day in the end, once, and holds up nobody meanwhile.
 */
class LedgerMendsTest {
    private static final Instant NOW = Instant.parse("2100-03-01T12:00:00Z");
    private static final Instant OVERDUE = NOW.plusSeconds(61);
    private static final Ledger.Found NOTHING = new Ledger.Found(List.of(), List.of());

    private final TableNames tables = LocalDynamo.tables();
    private final DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(), tables);
    private final UsageTable table = new UsageTable(tables);
    private int rows;

    /** Its process was suspended between the two times that it writes the row. */
    @Test
    void aRowThatASweepSettlesWhileItIsOpenedIsAddedAndNobodyIsCalledForIt() {
        OpenRow row = row("ann");
        Gate sweeps = new Gate();
        Calling opens = new LosesTheRowsAnswer(() -> sweepsAndDies(sweeps));
        DynamoLedger opening = new DynamoLedger(LocalDynamo.client(opens), tables);
        assertThatThrownBy(() -> opening.open(row)).isInstanceOf(StoreUnavailable.class);
        opening.discard(row);
        assertThat(requests(row)).as("not yet").isZero();
        ledger.overdue(OVERDUE, 100);
        ledger.overdue(OVERDUE, 100);
        assertThat(requests(row)).isEqualTo(1);
    }

    /** The row is written, its answer lost; when its mark is there, something is done meanwhile. */
    private static final class LosesTheRowsAnswer extends Calling {
        private final CountDownLatch marked = new CountDownLatch(1);
        private final AtomicInteger puts = new AtomicInteger();
        private final Runnable meanwhile;

        LosesTheRowsAnswer(Runnable meanwhile) {
            this.meanwhile = meanwhile;
        }

        @Override
        public void beforeTransmission(
                Context.BeforeTransmission context, ExecutionAttributes call) {
            if (context.request() instanceof PutItemRequest && puts.incrementAndGet() == 2) {
                meanwhile.run();
            }
        }

        @Override
        public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes call) {
            if (context.request() instanceof UpdateItemRequest) {
                marked.countDown();
            } else if (context.request() instanceof PutItemRequest && puts.get() == 1) {
                await(marked);
                throw RetryableException.create("lost");
            }
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void sweepsAndDies(Gate gate) {
        DynamoLedger sweep = new DynamoLedger(LocalDynamo.client(gate), tables);
        for (Ledger.Overdue found : sweep.overdue(OVERDUE, 100).rows()) {
            gate.at(gate.take().size() + 1, Gate.Fate.DIES_BEFORE);
            assertThat(sweep.settle(found.row(), LedgerLawsTest.settlement(5))).isTrue();
        }
        assertThat(gate.isDead()).isTrue();
    }

    /** The first mark was lost, and its process died before the row said which one is there. */
    @Test
    void aRowThatDoesNotSayWhichMarkIsThereIsAddedByThatOne() {
        OpenRow row = row("ann");
        new DayWrites(LocalDynamo.client(), tables.usage())
                .mark(row, new DayMark(row.requestId(), 1), () -> {});
        new RowWrites(LocalDynamo.client(), tables.usage()).open(row);
        OpenRow found = ledger.overdue(OVERDUE, 100).rows().getFirst().row();
        assertThat(ledger.settle(found, LedgerLawsTest.settlement(7))).isTrue();
        assertThat(ledger.overdue(OVERDUE, 100)).isEqualTo(NOTHING);
        assertThat(requests(row)).isEqualTo(1);
        assertThat(table.item(DayItems.key(row))).doesNotContainKey("open");
    }

    /** As docs/operations.md tells an operator to mend it. */
    @Test
    void aSettledRowWhoseCostCannotBeReadIsSetAsideAndAddedWhenItIsMended() {
        OpenRow row = settledAndMarked("ann");
        AttributeValue cost = Attributes.number(700);
        table.set(LedgerItems.rowKey(row), "costNanoUsd", Attributes.text("much"));
        Ledger.Stuck stuck = ledger.overdue(OVERDUE, 100).stuck().getFirst();
        assertThat(stuck.requestId()).isEqualTo(row.requestId());
        assertThat(ledger.overdue(OVERDUE, 100).stuck()).as("until it is set aside").hasSize(1);
        ledger.setAside(stuck);
        assertThat(ledger.overdue(OVERDUE, 100)).isEqualTo(NOTHING);
        assertThat(table.item(LedgerItems.rowKey(row)))
                .containsEntry("state", Attributes.text("settled"))
                .containsKey("setAside")
                .doesNotContainKey("ttl");
        assertThat(table.item(DayItems.key(row)))
                .doesNotContainKeys("open", "openShard", "requests");

        table.findAgain(row);
        Ledger.Stuck again = ledger.overdue(OVERDUE, 100).stuck().getFirst();
        ledger.setAside(again);
        assertThat(ledger.overdue(OVERDUE, 100)).as("not mended yet").isEqualTo(NOTHING);

        table.set(LedgerItems.rowKey(row), "costNanoUsd", cost);
        table.findAgain(row);
        for (int pass = 0; pass < 3; pass++) {
            assertThat(ledger.overdue(OVERDUE, 100)).isEqualTo(NOTHING);
        }
        assertThat(requests(row)).isEqualTo(1);
        assertThat(table.item(DayItems.key(row))).containsEntry("costNanoUsd", cost);
        assertThat(table.item(LedgerItems.rowKey(row)))
                .containsKey("ttl")
                .doesNotContainKeys("openShard", "setAside");
    }

    /** It was told as open, and could not be read; then its own process settled it. */
    @Test
    void aRowThatWasSettledMeanwhileIsNotSetAside() {
        OpenRow row = settledAndMarked("ann");
        ledger.setAside(new Ledger.Stuck("ann", row.requestId(), "it cannot be read"));
        assertThat(ledger.overdue(OVERDUE, 100)).isEqualTo(NOTHING);
        assertThat(requests(row)).isEqualTo(1);
        assertThat(table.item(LedgerItems.rowKey(row))).doesNotContainKey("setAside");
    }

    /** They are the longest overdue, at every look. */
    @Test
    void daysThatCannotBeAddedToHoldUpNoOther() {
        for (int i = 0; i < 5; i++) {
            OpenRow row = settledAndMarked("broken" + i);
            table.set(DayItems.key(row), "requests", Attributes.text("three"));
        }
        OpenRow ann = row("ann", NOW.plusSeconds(1));
        ledger.open(ann);
        assertThat(ledger.overdue(OVERDUE.plusSeconds(1), 100).rows())
                .extracting(Ledger.Overdue::row)
                .containsExactly(ann);
    }

    @Test
    void aDayThatCannotBeAddedToHoldsUpNoRowOfItsOwn() {
        OpenRow settled = settledAndMarked("ann");
        table.set(DayItems.key(settled), "requests", Attributes.text("three"));
        OpenRow died = beside(settled);
        ledger.open(died);
        assertThat(ledger.overdue(OVERDUE, 100).rows())
                .extracting(Ledger.Overdue::row)
                .containsExactly(died);
        assertThat(DayItems.marks(table.item(DayItems.key(settled))))
                .as("kept")
                .containsOnlyKeys(settled.requestId(), died.requestId());
    }

    /** Its process died before it was added to its day. */
    private OpenRow settledAndMarked(String callerId) {
        OpenRow row = row(callerId);
        ledger.open(row);
        assertThat(ledger.close(row, LedgerLawsTest.settlement(7)).here()).isTrue();
        return row;
    }

    private long requests(OpenRow row) {
        return Attributes.optionalNumber(table.item(DayItems.key(row)), "requests").orElse(0);
    }

    /** In the same of the day's items. */
    private OpenRow beside(OpenRow other) {
        OpenRow row;
        do {
            row = row(other.callerId());
        } while (!DayItems.key(row).equals(DayItems.key(other)));
        return row;
    }

    private OpenRow row(String callerId) {
        return row(callerId, NOW);
    }

    private OpenRow row(String callerId, Instant at) {
        return new OpenRow(
                "r" + rows++,
                callerId,
                ModelKind.CHAT,
                "general",
                new Served(3, "together", "m"),
                Measures.NONE,
                "v1",
                at,
                at.plus(Duration.ofSeconds(60)));
    }
}
