package dev.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.admit.Costs;
import dev.sluice.core.admit.Dimension;
import dev.sluice.core.admit.Gcra;
import dev.sluice.core.admit.Limit;
import dev.sluice.core.admit.LimitStore;
import dev.sluice.core.admit.LimitStoreContract;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.ScopeState;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.admit.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

class DynamoLimitsTest extends LimitStoreContract {
    private static final long SECOND = 1_000_000;
    private static final Scope SLOT =
            new Scope(
                    "slot#1",
                    List.of(
                            Limit.perMinute(Dimension.REQUESTS, 6),
                            Limit.perMinute(Dimension.TOKENS, 600)));

    private final Calling calling = new Calling();
    private final TableNames tables = LocalDynamo.tables();
    private final DynamoLimits limits =
            new DynamoLimits(LocalDynamo.client(calling), tables, new Random());
    private final DynamoLimits other = new DynamoLimits(LocalDynamo.client(), tables, new Random());

    @Override
    protected LimitStore newStore() {
        return other;
    }

    @Test
    void oneCallATake() {
        limits.take(SLOT, Costs.ofTokens(10), NOW);
        assertThat(calling.take()).as("first use").containsExactly("UpdateItem");
        limits.take(SLOT, Costs.ofTokens(10), NOW + SECOND);
        assertThat(calling.take()).as("busy").containsExactly("UpdateItem");
        limits.take(SLOT, Costs.ofTokens(590), NOW + SECOND);
        assertThat(calling.take()).as("refused").containsExactly("UpdateItem");
        limits.take(SLOT, Costs.ofTokens(10), NOW + 300 * SECOND);
        assertThat(calling.take()).as("idle").containsExactly("UpdateItem");
        limits.take(new Scope("slot#2", List.of()), Costs.ofTokens(10), NOW);
        assertThat(calling.take()).as("nothing to count").containsExactly("GetItem");
    }

    @Test
    void oneCallARefundACooldownAndTheTakeAfterThem() {
        limits.take(SLOT, Costs.ofTokens(600), NOW);
        calling.take();
        limits.giveBack(SLOT, new Costs(0, 599, 0, 0));
        assertThat(calling.take()).containsExactly("UpdateItem");
        limits.giveBack(SLOT, Costs.NONE);
        assertThat(calling.take()).as("nothing to give").isEmpty();
        limits.take(SLOT, Costs.ofTokens(10), NOW + 10 * SECOND);
        assertThat(calling.take()).as("idle after the refund").containsExactly("UpdateItem");
        limits.coolDown(SLOT.id(), NOW + 30 * SECOND);
        assertThat(calling.take()).containsExactly("UpdateItem");
        limits.coolDown(SLOT.id(), NOW + 20 * SECOND);
        assertThat(calling.take()).as("an earlier one").containsExactly("UpdateItem");
    }

    @Test
    void aWrongGuessCostsOneMoreCall() {
        other.take(SLOT, Costs.ofTokens(10), NOW);
        assertThat(limits.take(SLOT, Costs.ofTokens(10), NOW)).isInstanceOf(Verdict.Taken.class);
        assertThat(calling.take()).containsExactly("UpdateItem", "UpdateItem");
        other.take(SLOT, Costs.ofTokens(580), NOW);
        assertThat(limits.take(SLOT, Costs.ofTokens(10), NOW)).isInstanceOf(Verdict.Refused.class);
        assertThat(calling.take()).as("refused at once").containsExactly("UpdateItem");
    }

    @Test
    void aRefundCreatesNoItem() {
        limits.giveBack(SLOT, Costs.ofTokens(10));
        assertThat(item(SLOT.id())).isEmpty();
    }

    @Test
    void aRefundReachesTheDimensionsThatAreThere() {
        limits.take(SLOT, Costs.ofTokens(0), NOW);
        limits.giveBack(SLOT, Costs.ofTokens(10));
        assertThat(LimitItems.state(item(SLOT.id())).tatMicros())
                .isEqualTo(Map.of(Dimension.REQUESTS, NOW));
    }

    @Test
    void theItemHasTheNamesThatOthersReadAndEndsADayAfterItsUse() {
        limits.take(SLOT, Costs.ofTokens(60), NOW);
        limits.coolDown("slot#7", NOW);
        assertThat(item(SLOT.id())).containsOnlyKeys("scope", "tatRequests", "tatTokens", "ttl");
        assertThat(Attributes.number(item(SLOT.id()), "tatTokens")).isEqualTo(NOW + 6 * SECOND);
        assertThat(Attributes.number(item(SLOT.id()), "ttl"))
                .isEqualTo(NOW / SECOND + 120 + 86_400);
        assertThat(item("slot#7")).containsOnlyKeys("scope", "cooldownUntil", "ttl");
    }

    @Test
    void aCooldownNeverShortensTheLifeOfAnItem() {
        Scope yearly =
                new Scope(
                        "caller#1",
                        List.of(new Limit(Dimension.REQUESTS, 10, 86_400 * 365 * SECOND, 10)));
        limits.take(yearly, Costs.ofTokens(0), NOW);
        long ttl = Attributes.number(item(yearly.id()), "ttl");
        limits.coolDown(yearly.id(), NOW + SECOND);
        assertThat(Attributes.number(item(yearly.id()), "ttl")).isEqualTo(ttl);
        assertThat(Attributes.number(item(yearly.id()), "cooldownUntil")).isEqualTo(NOW + SECOND);
    }

    @Test
    void aCostAboveTheBurstIsRefusedAsThePureAlgorithmDoesIt() {
        Scope small =
                new Scope("slot#3", List.of(new Limit(Dimension.TOKENS, 600, 60 * SECOND, 100)));
        Costs costs = Costs.ofTokens(101);
        assertThat(limits.take(small, costs, NOW))
                .isEqualTo(Gcra.take(small, costs, ScopeState.UNUSED, NOW));
        limits.take(small, Costs.ofTokens(1), NOW);
        for (long later : new long[] {NOW, NOW + 3 * SECOND, NOW + 100 * SECOND}) {
            ScopeState state = LimitItems.state(item(small.id()));
            assertThat(limits.take(small, costs, later))
                    .isEqualTo(Gcra.take(small, costs, state, later));
        }
    }

    /** Others change the item between every two tries, always to one that could be taken from. */
    @Test
    void fiveMissesAreUnavailableAndNotARefusal() {
        List<Integer> pauses = new ArrayList<>();
        Calling missing =
                new Calling() {
                    @Override
                    public void beforeExecution(
                            Context.BeforeExecution context, ExecutionAttributes call) {
                        throw ConditionalCheckFailedException.builder()
                                .item(LimitItems.key(SLOT.id()))
                                .build();
                    }
                };
        DynamoLimits contended = new DynamoLimits(LocalDynamo.client(missing), tables, pauses::add);
        assertThatThrownBy(() -> contended.take(SLOT, Costs.ofTokens(1), NOW))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("too many writers on scope slot#1");
        assertThat(pauses).as("before the last try").containsExactly(1);
    }

    @Test
    void remembersTheScopesUsedLast() {
        LastSeen seen = new LastSeen(2);
        seen.saw("a", new ScopeState(Map.of(), 1));
        seen.saw("b", new ScopeState(Map.of(), 2));
        seen.guess("a");
        seen.saw("c", new ScopeState(Map.of(), 3));
        assertThat(seen.guess("a").cooldownUntilMicros()).isEqualTo(1);
        assertThat(seen.guess("b")).isEqualTo(ScopeState.UNUSED);
        assertThat(seen.guess("c").cooldownUntilMicros()).isEqualTo(3);
    }

    private Map<String, AttributeValue> item(String scopeId) {
        return LocalDynamo.client()
                .getItem(ask -> ask.tableName(tables.limits()).key(LimitItems.key(scopeId)))
                .item();
    }
}
