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
import dev.sluice.core.settle.Job;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.Note;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Served;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** What is wrong with one item, or fails beside a write, goes no further than that. */
class LedgerFaultsTest {
    private static final Instant NOW = Instant.parse("2100-03-01T12:00:00Z");
    private static final Duration A_REQUEST = Duration.ofSeconds(605);
    private static final Instant LATER = NOW.plus(Duration.ofHours(2));

    private final TableNames tables = LocalDynamo.tables();
    private final DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(), tables);
    private final UsageTable table = new UsageTable(tables);

    @Test
    void aDayThatCannotBeAddedToStopsNoOther() {
        OpenRow ann = row("ann", NOW);
        settledAndMarked(ann);
        table.set(DayItems.key(ann), "requests", Attributes.text("three"));
        OpenRow bob = row("bob", NOW.plusSeconds(1));
        ledger.open(bob);
        Ledger.Found found = ledger.overdue(LATER, 100);
        assertThat(found.rows()).extracting(Ledger.Overdue::row).containsExactly(bob);
        assertThat(ledger.settle(bob, LedgerLawsTest.settlement(5))).isTrue();
        assertThatThrownBy(() -> ledger.overdue(LATER, 100))
                .as("when all others are done it is told")
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("ValidationException");
    }

    /** A newer gateway settled it and died; the sweep is of this version. */
    @Test
    void aRowWhoseOutcomeIsNotKnownIsAddedToItsDay() {
        OpenRow row = row("ann", NOW);
        settledAndMarked(row);
        table.set(LedgerItems.rowKey(row), "outcome", Attributes.text("pondered"));
        assertThat(ledger.overdue(LATER, 100)).isEqualTo(new Ledger.Found(List.of(), List.of()));
        Map<String, AttributeValue> day = table.item(DayItems.key(row));
        assertThat(day).doesNotContainKey("open").containsEntry("requests", Attributes.number(1));
        assertThat(UsageItems.rollup(day).costNanoUsd()).isEqualTo(700);
    }

    @Test
    void aJobIsBegunInOneRoundTrip() {
        CountDownLatch dayIsAsked = new CountDownLatch(1);
        DynamoLedger mine =
                ledger(
                        update -> {
                            if (ofDay(update)) {
                                dayIsAsked.countDown();
                            } else {
                                await(dayIsAsked);
                            }
                        });
        OpenRow row = row("ann", NOW);
        ledger.open(row);
        assertThat(mine.started(row, Note.first(row), job(), NOW.plusSeconds(5))).isTrue();
        assertThat(ledger.overdue(NOW.plusSeconds(6), 100).rows()).hasSize(1);
    }

    @Test
    void aJobIsBegunThoughItsDayCannotBeTold() {
        DynamoLedger mine =
                ledger(
                        update -> {
                            if (ofDay(update)) {
                                throw SdkClientException.create("down");
                            }
                        });
        OpenRow row = row("ann", NOW);
        ledger.open(row);
        assertThat(mine.started(row, Note.first(row), job(), NOW.plusSeconds(5))).isTrue();
        assertThat(ledger.overdue(LATER, 100).rows()).as("later").hasSize(1);
    }

    /** A mark that nobody has written a row for is looked at again; nobody else waits for it. */
    @Test
    void aRequestBesideAMarkWithoutARowIsMarkedAtOnce() {
        OpenRow gone = markedWithoutRow();
        Instant look = NOW.plus(A_REQUEST).plusSeconds(1);
        ledger.overdue(look, 100);
        Calling calling = new Calling();
        DynamoLedger mine = new DynamoLedger(LocalDynamo.client(calling), tables);
        mine.open(beside(gone, look.plusSeconds(1), A_REQUEST));
        assertThat(calling.take()).containsExactlyInAnyOrder("UpdateItem", "PutItem");
    }

    /** Its mark saw the day due, and so left it as it was. */
    @Test
    void aRequestThatIsMarkedWhileTheSweepLooksIsFoundWhenItIsOverdue() {
        OpenRow gone = markedWithoutRow();
        Instant look = NOW.plus(A_REQUEST).plusSeconds(1);
        OpenRow next = beside(gone, look, Duration.ofSeconds(5));
        AtomicBoolean marked = new AtomicBoolean();
        DynamoLedger sweep =
                ledger(
                        update -> {
                            if (update.updateExpression().startsWith("SET #deadline")
                                    && marked.compareAndSet(false, true)) {
                                ledger.open(next);
                            }
                        });
        assertThat(sweep.overdue(look, 100).rows()).isEmpty();
        assertThat(marked).isTrue();
        Instant overdue = next.deadline().plusMillis(1);
        assertThat(sweep.overdue(overdue, 100).rows())
                .extracting(Ledger.Overdue::row)
                .containsExactly(next);
    }

    private OpenRow markedWithoutRow() {
        OpenRow row = row("ann", NOW);
        ledger.open(row);
        table.deleteRow(row);
        return row;
    }

    /** In the same of the day's items. */
    private static OpenRow beside(OpenRow other, Instant at, Duration longest) {
        OpenRow row;
        do {
            row = row(other.callerId(), at, at.plus(longest));
        } while (!DayItems.key(row).equals(DayItems.key(other)));
        return row;
    }

    /** Its process died before it was added to its day. */
    private void settledAndMarked(OpenRow row) {
        ledger.open(row);
        assertThat(ledger.close(row, LedgerLawsTest.settlement(7)).here()).isTrue();
    }

    private interface Sending {
        void sends(UpdateItemRequest update);
    }

    private DynamoLedger ledger(Sending sending) {
        Calling calling =
                new Calling() {
                    @Override
                    public void beforeTransmission(
                            Context.BeforeTransmission context, ExecutionAttributes call) {
                        if (context.request() instanceof UpdateItemRequest update) {
                            sending.sends(update);
                        }
                    }
                };
        return new DynamoLedger(LocalDynamo.client(calling), tables);
    }

    private static boolean ofDay(UpdateItemRequest update) {
        return Attributes.text(update.key(), "sk").startsWith("day#");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.SECONDS)).as("side by side").isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Job job() {
        return new Job("j1", "videos", NOW.plus(Duration.ofHours(3)), List.of(), Map.of(), false);
    }

    private static OpenRow row(String callerId, Instant at) {
        return row(callerId, at, at.plus(A_REQUEST));
    }

    private static OpenRow row(String callerId, Instant at, Instant deadline) {
        return new OpenRow(
                version7(at),
                callerId,
                ModelKind.CHAT,
                "general",
                new Served(3, "together", "m"),
                Measures.NONE,
                "v1",
                at,
                deadline);
    }

    private static String version7(Instant at) {
        UUID random = UUID.randomUUID();
        long high = (at.toEpochMilli() << 16) | 0x7000 | (random.getMostSignificantBits() & 0xFFF);
        return new UUID(high, random.getLeastSignificantBits()).toString();
    }
}
