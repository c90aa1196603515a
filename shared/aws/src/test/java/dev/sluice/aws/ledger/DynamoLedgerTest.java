package dev.sluice.aws.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.aws.Calling;
import dev.sluice.aws.LocalDynamo;
import dev.sluice.aws.store.Attributes;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.AtOnce;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.LedgerContract;
import dev.sluice.core.settle.Note;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.RowRefused;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

class DynamoLedgerTest extends LedgerContract {
    private final TableNames tables = LocalDynamo.tables();

    @Override
    protected Opened newLedger() {
        DynamoUsage usage = new DynamoUsage(LocalDynamo.client(), tables);
        return new Opened(new DynamoLedger(LocalDynamo.client(), tables), usage, usage);
    }

    @Test
    void twoCallsSideBySideToOpenAndTwoOneAfterTheOtherToSettle() {
        Calling calling = new Calling();
        DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(calling), tables);
        OpenRow row = row("r1", "ann", NOW);
        ledger.open(row);
        assertThat(calling.take()).containsExactlyInAnyOrder("UpdateItem", "PutItem");
        ledger.settle(row, completed(1, 2, 3));
        assertThat(calling.take()).containsExactly("UpdateItem", "UpdateItem");
        ledger.settle(row, completed(1, 2, 3));
        assertThat(calling.take()).as("again").containsExactly("UpdateItem", "UpdateItem");
    }

    @Test
    void rowAndRollupHaveTheNamesThatOthersRead() {
        DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(), tables);
        OpenRow row = row("r1", "ann", NOW);
        ledger.open(row);
        assertThat(Attributes.text(item("req#r1"), "state")).isEqualTo("reserved");
        assertThat(item("req#r1")).containsKey("deadline").doesNotContainKey("openShard");
        assertThat(days().getFirst())
                .as("in no sum yet")
                .containsOnlyKeys("callerId", "sk", "ttl", "open", "openShard", "deadline");
        ledger.settle(row, completed(1, 2, 3));
        assertThat(item("req#r1"))
                .containsOnlyKeys(
                        "callerId",
                        "sk",
                        "requestId",
                        "kind",
                        "source",
                        "slot",
                        "provider",
                        "modelAsked",
                        "modelServed",
                        "state",
                        "outcome",
                        "status",
                        "finishReason",
                        "attempts",
                        "inputTokens",
                        "cachedInputTokens",
                        "outputTokens",
                        "reasoningTokens",
                        "costNanoUsd",
                        "priced",
                        "estimated",
                        "catalogVersion",
                        "createdAt",
                        "ttftMillis",
                        "durationMillis",
                        "ttl",
                        "reservedInputTokens",
                        "reservedOutputTokens",
                        "deadline",
                        "mark",
                        "settler");
        assertThat(Attributes.text(item("req#r1"), "state")).isEqualTo("settled");
        assertThat(Attributes.text(item("req#r1"), "outcome")).isEqualTo("completed");
        assertThat(Attributes.text(item("req#r1"), "createdAt"))
                .isEqualTo("2100-03-01T23:59:58.123Z");
        assertThat(Attributes.number(item("req#r1"), "ttl"))
                .isEqualTo(NOW.getEpochSecond() + 400 * 86_400L);
        assertThat(ledger.overdue(NOW.plusSeconds(61), 1).rows()).isEmpty();
        assertThat(days())
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .as("looked at when nothing is open: it is out of the index")
                .containsOnlyKeys(
                        "callerId",
                        "sk",
                        "ttl",
                        "requests",
                        "inputTokens",
                        "cachedInputTokens",
                        "outputTokens",
                        "reasoningTokens",
                        "costNanoUsd",
                        "unpricedRequests",
                        "estimatedRequests");
    }

    @Test
    void aSettleWhoseAnswerWasLostCountsOnce() {
        OpenRow row = row("r1", "ann", NOW);
        DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(new LosesFirstAnswer()), tables);
        ledger.open(row);
        assertThat(ledger.settle(row, completed(1, 2, 3))).isTrue();
        assertThat(Attributes.number(days().getFirst(), "requests")).isEqualTo(1);
    }

    /** What was a transaction is two writes: there is nothing for settles of one caller to lose. */
    @Test
    void fiftyOfOneCallerAtOnceMakeFourCallsEach() throws Exception {
        Calling calling = new Calling();
        DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(calling), tables);
        AtomicInteger next = new AtomicInteger();
        AtOnce.run(
                50,
                () -> {
                    OpenRow row = row("hot" + next.incrementAndGet(), "ann", NOW);
                    ledger.open(row);
                    return ledger.settle(row, completed(1, 2, 3));
                });
        assertThat(calling.take()).as("none is tried again").hasSize(4 * 50);
        assertThat(days().stream().mapToLong(day -> Attributes.number(day, "requests")).sum())
                .isEqualTo(50);
    }

    /** Else every note on a row would be written twice. */
    @Test
    void theIndexOfDaysWithOpenRowsHasTheirKeysAlone() {
        DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(), tables);
        OpenRow row = row("r1", "ann", NOW);
        ledger.open(row);
        ledger.note(row, Note.first(row));
        assertThat(
                        LocalDynamo.client()
                                .scan(ask -> ask.tableName(tables.usage()).indexName("open"))
                                .items())
                .singleElement()
                .satisfies(
                        item ->
                                assertThat(item)
                                        .containsOnlyKeys(
                                                "callerId", "sk", "openShard", "deadline"));
    }

    /** A stage from before: its sweeper may not read the table. */
    @Test
    void anIndexThatHasAllOfARowIsReadAlone() {
        TableNames before = TablesOfBefore.create();
        Calling calling = new Calling();
        DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(calling), before);
        OpenRow row = row("r1", "ann", NOW.minusSeconds(3_600));
        ledger.open(row);
        calling.take();
        assertThat(ledger.overdue(NOW, 100).rows())
                .singleElement()
                .extracting(Ledger.Overdue::row)
                .isEqualTo(row);
        assertThat(calling.take()).containsOnly("Query", "UpdateItem");
        ledger.settle(row, completed(1, 2, 3));
        calling.take();
        assertThat(ledger.overdue(NOW, 100).rows()).isEmpty();
        assertThat(calling.take()).containsOnly("Query", "UpdateItem");
        assertThat(ledger.overdue(NOW, 100).rows()).isEmpty();
        assertThat(calling.take()).as("nothing is left").containsOnly("Query");
    }

    /** A newer version's row, say: its slot has a name. */
    @Test
    void aRowThatCannotBeReadIsFoundApartAndSetAsideOnce() {
        DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(), tables);
        OpenRow odd = row("odd", "ann", NOW.minusSeconds(3_600));
        OpenRow even = row("even", "ann", NOW.minusSeconds(3_600));
        ledger.open(odd);
        ledger.open(even);
        set("req#odd", "slot", AttributeValue.fromS("three"));
        Ledger.Found found = ledger.overdue(NOW, 100);
        assertThat(found.rows()).singleElement().extracting(Ledger.Overdue::row).isEqualTo(even);
        assertThat(found.stuck()).singleElement().extracting("requestId").isEqualTo("odd");
        ledger.setAside(found.stuck().getFirst());
        assertThat(ledger.overdue(NOW, 100).stuck()).isEmpty();
        assertThat(item("req#odd"))
                .containsEntry("state", AttributeValue.fromS("reserved"))
                .containsKey("setAside");
    }

    /** As docs/operations.md tells an operator to. */
    @Test
    void aRowThatWasMendedIsFoundAgain() {
        DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(), tables);
        OpenRow row = row("odd", "ann", NOW.minusSeconds(3_600));
        ledger.open(row);
        ledger.setAside(new Ledger.Stuck("ann", "odd", "it cannot be read"));
        assertThat(ledger.settle(row, completed(1, 2, 3))).as("by nobody").isFalse();
        assertThat(ledger.overdue(NOW, 100).rows()).isEmpty();
        new UsageTable(tables).findAgain(row);
        OpenRow found = ledger.overdue(NOW, 100).rows().getFirst().row();
        assertThat(ledger.settle(found, completed(1, 2, 3))).isTrue();
        assertThat(ledger.overdue(NOW, 100)).isEqualTo(new Ledger.Found(List.of(), List.of()));
        assertThat(days())
                .singleElement()
                .satisfies(day -> assertThat(day).containsKey("requests"));
    }

    @Test
    void aRowWithoutRoomIsRefusedAndNotTheStoreUnavailable() {
        DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(), tables);
        OpenRow full = row("full", "ann", NOW.minusSeconds(3_600));
        ledger.open(full);
        set("req#full", "modelAsked", AttributeValue.fromS("x".repeat(409_250)));
        assertThatThrownBy(() -> ledger.settle(full, completed(1, 2, 3)))
                .isInstanceOf(RowRefused.class);
        ledger.setAside(new Ledger.Stuck("ann", "full", "it is full"));
        assertThat(ledger.overdue(NOW, 100)).isEqualTo(new Ledger.Found(List.of(), List.of()));
    }

    private void set(String sk, String name, AttributeValue value) {
        LocalDynamo.client()
                .updateItem(
                        ask ->
                                ask.tableName(tables.usage())
                                        .key(
                                                Map.of(
                                                        "callerId", AttributeValue.fromS("ann"),
                                                        "sk", AttributeValue.fromS(sk)))
                                        .updateExpression("SET #name = :value")
                                        .expressionAttributeNames(Map.of("#name", name))
                                        .expressionAttributeValues(Map.of(":value", value)));
    }

    /** Written before there were shards, or by one that was alone. */
    @Test
    void allShardsOfADayAreItsSum() {
        DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(), tables);
        OpenRow row = row("r1", "ann", NOW);
        ledger.open(row);
        ledger.settle(row, completed(1, 2, 3));
        set("day#2100-03-01#7", "requests", Attributes.number(2));
        set("day#2100-03-01#31", "costNanoUsd", Attributes.number(40));
        var rollup =
                new DynamoUsage(LocalDynamo.client(), tables)
                        .rollup("ann", LocalDate.of(2100, 3, 1));
        assertThat(rollup.requests()).isEqualTo(3);
        assertThat(rollup.costNanoUsd()).isEqualTo(43);
    }

    /** Lets a settling write run, then acts as if the connection had broken: once each. */
    private static final class LosesFirstAnswer implements ExecutionInterceptor {
        private final Set<String> lost = new HashSet<>();

        @Override
        public void beforeUnmarshalling(
                Context.BeforeUnmarshalling context, ExecutionAttributes call) {
            if (context.request() instanceof UpdateItemRequest request
                    && request.overrideConfiguration().isEmpty()
                    && lost.add(String.valueOf(request.updateExpression()))) {
                throw RetryableException.create("lost");
            }
        }
    }

    private List<Map<String, AttributeValue>> days() {
        return LocalDynamo.client().scan(ask -> ask.tableName(tables.usage())).items().stream()
                .filter(item -> Attributes.text(item, "sk").startsWith("day#"))
                .toList();
    }

    private Map<String, AttributeValue> item(String sk) {
        return LocalDynamo.client()
                .getItem(
                        ask ->
                                ask.tableName(tables.usage())
                                        .key(
                                                Map.of(
                                                        "callerId", AttributeValue.fromS("ann"),
                                                        "sk", AttributeValue.fromS(sk))))
                .item();
    }
}
