package dev.sluice.aws.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.aws.Calling;
import dev.sluice.aws.LocalDynamo;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.settle.Note;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Served;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** What the rows take of the table, in write units: docs/decisions/0008. */
class LedgerUnitsTest {
    private static final Instant NOON = Instant.parse("2100-03-01T12:00:00Z");

    private final TableNames tables = LocalDynamo.tables();
    private final Metering metering = new Metering();
    private final DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(metering), tables);

    /** Each day's items are in the index. */
    @BeforeEach
    void aBusyCaller() {
        for (int i = 0; i < 100; i++) {
            ledger.open(row());
        }
        metering.takeUnits();
    }

    @Test
    void aRequestTakesFourUnitsAndANoteOneMore() {
        for (int i = 0; i < 20; i++) {
            OpenRow row = row();
            ledger.open(row);
            assertThat(metering.takeUnits()).as("the row and its mark").isEqualTo(2);
            ledger.note(row, Note.first(row));
            assertThat(metering.takeUnits()).isEqualTo(1);
            ledger.settle(row, LedgerLawsTest.settlement(7));
            assertThat(metering.takeUnits()).as("the row and the sums of its day").isEqualTo(2);
        }
    }

    @Test
    void theIndexIsWrittenWhenADayComesAndWhenItGoes() {
        OpenRow row = row().due(NOON.plusSeconds(60));
        DynamoLedger others = new DynamoLedger(LocalDynamo.client(metering), LocalDynamo.tables());
        others.open(row);
        assertThat(metering.takeUnits()).as("in").isEqualTo(2 + 1);
        others.settle(row, LedgerLawsTest.settlement(7));
        metering.takeUnits();
        others.overdue(NOON.plusSeconds(61), 100);
        assertThat(metering.takeUnits()).as("out").isEqualTo(1 + 1);
    }

    /** A stage that was never deployed anew pays for its index, and for nothing else. */
    @Test
    void anIndexOfBeforeIsWrittenByEachRequest() {
        DynamoLedger old = new DynamoLedger(LocalDynamo.client(metering), TablesOfBefore.create());
        OpenRow row = row();
        old.open(row);
        for (int i = 0; i < 20; i++) {
            old.open(row());
        }
        metering.takeUnits();
        old.settle(row, LedgerLawsTest.settlement(7));
        assertThat(metering.takeUnits()).isEqualTo(2 + 1);
    }

    private static OpenRow row() {
        return new OpenRow(
                UUID.randomUUID().toString(),
                "somebody@example.com",
                ModelKind.CHAT,
                "general",
                new Served(3, "together", "meta-llama/Llama-3.3-70B-Instruct-Turbo"),
                Measures.NONE,
                "2100-01-01",
                NOON,
                NOON.plusSeconds(900));
    }

    /** Adds up what DynamoDB Local says that writes took, indexes among them. */
    private static final class Metering extends Calling {
        private final AtomicReference<Double> units = new AtomicReference<>(0.0);

        double takeUnits() {
            return units.getAndSet(0.0);
        }

        @Override
        public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes call) {
            return switch (context.request()) {
                case PutItemRequest put ->
                        put.toBuilder()
                                .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
                                .build();
                case UpdateItemRequest update ->
                        update.toBuilder()
                                .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
                                .build();
                default -> context.request();
            };
        }

        @Override
        public void afterExecution(Context.AfterExecution context, ExecutionAttributes call) {
            SdkResponse answer = context.response();
            ConsumedCapacity capacity =
                    switch (answer) {
                        case PutItemResponse put -> put.consumedCapacity();
                        case UpdateItemResponse update -> update.consumedCapacity();
                        default -> ConsumedCapacity.builder().capacityUnits(0.0).build();
                    };
            units.accumulateAndGet(capacity.capacityUnits(), Double::sum);
        }
    }
}
