package dev.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Served;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** What died in between is in its day in the end, once. */
class LedgerMendsTest {
    private static final Instant NOW = Instant.parse("2100-03-01T12:00:00Z");
    private static final Instant OVERDUE = NOW.plusSeconds(61);

    private final TableNames tables = LocalDynamo.tables();
    private final DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(), tables);
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

    private long requests(OpenRow row) {
        return Attributes.optionalNumber(item(DayItems.key(row)), "requests").orElse(0);
    }

    private Map<String, AttributeValue> item(Map<String, AttributeValue> key) {
        return LocalDynamo.client()
                .getItem(ask -> ask.tableName(tables.usage()).key(key).consistentRead(true))
                .item();
    }

    private OpenRow row(String callerId) {
        return new OpenRow(
                "r" + rows++,
                callerId,
                ModelKind.CHAT,
                "general",
                new Served(3, "together", "m"),
                Measures.NONE,
                "v1",
                NOW,
                NOW.plus(Duration.ofSeconds(60)));
    }
}
