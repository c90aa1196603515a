package dev.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.LedgerContract;
import dev.sluice.core.settle.Note;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.RowRefused;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

class DynamoLedgerTest extends LedgerContract {
    private final TableNames tables = LocalDynamo.tables();

    @Override
    protected Opened newLedger() {
        DynamoUsage usage = new DynamoUsage(LocalDynamo.client(), tables);
        return new Opened(
                new DynamoLedger(LocalDynamo.client(), tables, new Random()), usage, usage);
    }

    @Test
    void oneCallEach() {
        Calling calling = new Calling();
        DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(calling), tables, new Random());
        OpenRow row = row("r1", "ann", NOW);
        ledger.open(row);
        assertThat(calling.take()).containsExactly("PutItem");
        ledger.settle(row, completed(1, 2, 3));
        assertThat(calling.take()).containsExactly("TransactWriteItems");
        ledger.settle(row, completed(1, 2, 3));
        assertThat(calling.take()).as("again").containsExactly("TransactWriteItems");
    }

    @Test
    void rowAndRollupHaveTheNamesThatOthersRead() {
        DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(), tables, new Random());
        OpenRow row = row("r1", "ann", NOW);
        ledger.open(row);
        assertThat(Attributes.text(item("req#r1"), "state")).isEqualTo("reserved");
        assertThat(item("req#r1")).containsKeys("openShard", "deadline");
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
                        "deadline");
        assertThat(Attributes.text(item("req#r1"), "state")).isEqualTo("settled");
        assertThat(Attributes.text(item("req#r1"), "outcome")).isEqualTo("completed");
        assertThat(Attributes.text(item("req#r1"), "createdAt"))
                .isEqualTo("2100-03-01T23:59:58.123Z");
        assertThat(Attributes.number(item("req#r1"), "ttl"))
                .isEqualTo(NOW.getEpochSecond() + 400 * 86_400L);
        assertThat(item("day#2100-03-01"))
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
        var builder = new AwsClients(LocalDynamo.environment()).dynamoDbBuilder();
        var lossy =
                builder.overrideConfiguration(
                                builder.overrideConfiguration().toBuilder()
                                        .addExecutionInterceptor(new LosesFirstAnswer())
                                        .build())
                        .build();
        OpenRow row = row("r1", "ann", NOW);
        DynamoLedger ledger = new DynamoLedger(lossy, tables, new Random());
        ledger.open(row);
        assertThat(ledger.settle(row, completed(1, 2, 3))).isTrue();
        assertThat(Attributes.number(item("day#2100-03-01"), "requests")).isEqualTo(1);
    }

    @Test
    void conflictsAreTriedAgainOnOtherShardsButNotForEver() {
        List<String> tokens = new ArrayList<>();
        List<String> shards = new ArrayList<>();
        List<Integer> pauses = new ArrayList<>();
        Calling refusing =
                new Calling() {
                    @Override
                    public void beforeExecution(
                            Context.BeforeExecution context, ExecutionAttributes call) {
                        if (context.request() instanceof TransactWriteItemsRequest request) {
                            tokens.add(request.clientRequestToken());
                            shards.add(
                                    Attributes.text(
                                            request.transactItems().getLast().update().key(),
                                            "sk"));
                            throw conflict();
                        }
                    }
                };
        DynamoLedger ledger =
                new DynamoLedger(
                        LocalDynamo.client(refusing),
                        tables,
                        new DayShards(new Random()),
                        pauses::add);
        assertThatThrownBy(() -> ledger.settle(row("r1", "ann", NOW), completed(1, 2, 3)))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageStartingWith("settle on " + tables.usage() + " failed");
        assertThat(tokens).hasSize(6);
        assertThat(tokens.stream().distinct()).as("another shard, another request").hasSize(6);
        assertThat(shards).startsWith("day#2100-03-01");
        for (int i = 1; i < shards.size(); i++) {
            assertThat(shards.get(i)).isNotEqualTo(shards.get(i - 1));
        }
        assertThat(pauses).hasSize(5).startsWith(1, 2, 3);
    }

    /** Else every note on a row would be written twice. */
    @Test
    void theIndexOfOpenRowsHasTheirKeysAlone() {
        DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(), tables, new Random());
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
        DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(calling), before, new Random());
        OpenRow row = row("r1", "ann", NOW.minusSeconds(3_600));
        ledger.open(row);
        calling.take();
        assertThat(ledger.overdue(NOW, 100).rows())
                .singleElement()
                .extracting(Ledger.Overdue::row)
                .isEqualTo(row);
        assertThat(calling.take()).containsOnly("Query");
        ledger.settle(row, completed(1, 2, 3));
        assertThat(ledger.overdue(NOW, 100).rows()).isEmpty();
    }

    /** A newer version's row, say: its slot has a name. */
    @Test
    void aRowThatCannotBeReadIsFoundApartAndSetAsideOnce() {
        DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(), tables, new Random());
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

    @Test
    void aRowWithoutRoomIsRefusedAndNotTheStoreUnavailable() {
        DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(), tables, new Random());
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
        DynamoLedger ledger = new DynamoLedger(LocalDynamo.client(), tables, new Random());
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

    private static TransactionCanceledException conflict() {
        return TransactionCanceledException.builder()
                .cancellationReasons(
                        CancellationReason.builder().code("None").build(),
                        CancellationReason.builder().code("TransactionConflict").build())
                .message("conflict")
                .build();
    }

    /** Lets a transaction run, then acts as if the connection had broken. */
    private static final class LosesFirstAnswer implements ExecutionInterceptor {
        private boolean lost;

        @Override
        public void beforeUnmarshalling(
                Context.BeforeUnmarshalling context, ExecutionAttributes call) {
            if (!lost && context.request() instanceof TransactWriteItemsRequest) {
                lost = true;
                throw RetryableException.create("lost");
            }
        }
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
