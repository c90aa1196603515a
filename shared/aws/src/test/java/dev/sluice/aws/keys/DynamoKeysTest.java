package dev.sluice.aws.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.aws.Calling;
import dev.sluice.aws.LocalDynamo;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.AtOnce;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.authenticate.KeyRecord;
import dev.sluice.core.authenticate.KeyStore;
import dev.sluice.core.authenticate.KeyStoreContract;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoKeysTest extends KeyStoreContract {
    private final TableNames tables = LocalDynamo.tables();
    private final DynamoKeys keys = new DynamoKeys(LocalDynamo.client(), tables);

    @Override
    protected KeyStore newStore() {
        return keys;
    }

    @Test
    void findIsOneCall() {
        Calling calling = new Calling();
        new DynamoKeys(LocalDynamo.client(calling), tables).find(plain("ann", 1).hash());
        assertThat(calling.take()).containsExactly("GetItem");
    }

    @Test
    void theTableHoldsOneItemAKey() {
        keys.create(plain("ann", 1));
        keys.create(plain("bob", 2));
        assertThat(LocalDynamo.client().scan(ask -> ask.tableName(tables.keys())).items())
                .hasSize(2)
                .allSatisfy(
                        item ->
                                assertThat(item)
                                        .containsOnlyKeys(
                                                "hash", "name", "models", "createdAt", "revoked"));
    }

    @Test
    void whatSomebodyElseRevokedIsRevoked() {
        KeyRecord record = plain("ann", 1);
        keys.create(record);
        LocalDynamo.client()
                .updateItem(
                        ask ->
                                ask.tableName(tables.keys())
                                        .key(KeyItems.key(record.hash()))
                                        .updateExpression("SET revoked = :true")
                                        .expressionAttributeValues(
                                                Map.of(":true", AttributeValue.fromBool(true))));
        assertThat(keys.find(record.hash())).contains(record.asRevoked());
    }

    @Test
    void anItemNeedsNothingButHashAndName() {
        String hash = plain("ann", 1).hash();
        put(Map.of("hash", AttributeValue.fromS(hash), "name", AttributeValue.fromS("ann")));
        KeyRecord found = keys.find(hash).orElseThrow();
        assertThat(found.name()).isEqualTo("ann");
        assertThat(found.allowedModels()).isEmpty();
        assertThat(found.createdAt()).isEqualTo(Instant.EPOCH);
        assertThat(found.revoked()).isFalse();
    }

    /** A limit, an expiry or a list of models that cannot be read is not the same as none. */
    @ParameterizedTest
    @ValueSource(strings = {"rpm", "tpm", "limits", "createdAt", "expiresAt", "models"})
    void aMalformedItemDoesNotPass(String attribute) {
        String hash = plain("ann", 1).hash();
        AttributeValue wrong =
                attribute.endsWith("m") ? AttributeValue.fromS("1") : AttributeValue.fromN("1");
        put(
                Map.of(
                        "hash",
                        AttributeValue.fromS(hash),
                        "name",
                        AttributeValue.fromS("ann"),
                        attribute,
                        wrong));
        assertThatThrownBy(() -> keys.find(hash)).isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void whoeverWritesRevokedMeansItUnlessItSaysFalse() {
        KeyRecord record = plain("ann", 1);
        Map<String, AttributeValue> item = new HashMap<>(KeyItems.item(record));
        for (AttributeValue no :
                List.of(AttributeValue.fromBool(false), AttributeValue.fromNul(true))) {
            item.put("revoked", no);
            put(item);
            assertThat(keys.find(record.hash()).orElseThrow().revoked()).isFalse();
        }
        for (AttributeValue yes :
                List.of(AttributeValue.fromS("true"), AttributeValue.fromN("1"))) {
            item.put("revoked", yes);
            put(item);
            assertThat(keys.find(record.hash()).orElseThrow().revoked()).isTrue();
        }
    }

    @Test
    void processesAtOnceNeverGiveANameTwice() throws Exception {
        AtomicInteger number = new AtomicInteger();
        for (int round = 0; round < 5; round++) {
            String name = "name" + round;
            List<Boolean> created =
                    AtOnce.run(
                            4,
                            () ->
                                    new DynamoKeys(LocalDynamo.client(), tables)
                                            .create(plain(name, number.incrementAndGet())));
            long winners = created.stream().filter(won -> won).count();
            assertThat(winners).isLessThanOrEqualTo(1);
            assertThat(keys.list().stream().filter(key -> key.name().equals(name)))
                    .hasSize((int) winners);
        }
    }

    private void put(Map<String, AttributeValue> item) {
        LocalDynamo.client().putItem(ask -> ask.tableName(tables.keys()).item(item));
    }
}
