package dev.sluice.aws.limits;

import static dev.sluice.core.admit.Claims.claim;
import static dev.sluice.core.admit.Claims.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.aws.Calling;
import dev.sluice.aws.LocalDynamo;
import dev.sluice.aws.store.Attributes;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.admit.Claim;
import dev.sluice.core.admit.Cooldown;
import dev.sluice.core.admit.LimitStore;
import dev.sluice.core.admit.LimitStoreContract;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.ScopeState;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.admit.Verdict;
import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Window;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.RetryableException;
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
                            Limit.perMinute(Measure.REQUESTS, 6),
                            Limit.perMinute(Measure.TOKENS, 600)));

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
        limits.take(SLOT, claim(tokens(10), NOW));
        assertThat(calling.take()).as("first use").containsExactly("UpdateItem");
        limits.take(SLOT, claim(tokens(10), NOW + SECOND));
        assertThat(calling.take()).as("the same part").containsExactly("UpdateItem");
        limits.take(SLOT, claim(tokens(10), NOW + 30 * SECOND));
        assertThat(calling.take()).as("a newer part").containsExactly("UpdateItem");
        limits.take(SLOT, claim(tokens(590), NOW + 30 * SECOND));
        assertThat(calling.take()).as("refused").containsExactly("UpdateItem");
        limits.take(SLOT, claim(tokens(590), NOW + 70 * SECOND));
        assertThat(calling.take()).as("room is made in passing").containsExactly("UpdateItem");
        limits.take(SLOT, claim(tokens(10), NOW + 300 * SECOND));
        assertThat(calling.take()).as("idle").containsExactly("UpdateItem");
        limits.take(new Scope("slot#2", List.of()), claim(tokens(10), NOW));
        assertThat(calling.take()).as("nothing to count").containsExactly("GetItem");
        limits.read(SLOT);
        assertThat(calling.take()).as("a look").containsExactly("GetItem");
    }

    @Test
    void oneCallASettlementACooldownAndTheTakeAfterThem() {
        Claim all = claim(tokens(600), NOW);
        limits.take(SLOT, all);
        calling.take();
        limits.settle(SLOT, all, tokens(1), NOW + SECOND);
        assertThat(calling.take()).containsExactly("UpdateItem");
        limits.settle(SLOT, all, tokens(600), NOW + SECOND);
        assertThat(calling.take()).as("nothing to correct").isEmpty();
        limits.take(SLOT, claim(tokens(10), NOW + 10 * SECOND));
        assertThat(calling.take()).as("after the refund").containsExactly("UpdateItem");
        limits.coolDown(SLOT.id(), NOW + 30 * SECOND);
        assertThat(calling.take()).containsExactly("UpdateItem");
        limits.coolDown(SLOT.id(), NOW + 20 * SECOND);
        assertThat(calling.take()).as("an earlier one").containsExactly("UpdateItem");
    }

    @Test
    void aTakeWhoseAnswerWasLostIsSentAgainAndCountsOnce() {
        AtomicBoolean loses = new AtomicBoolean();
        Calling losing =
                new Calling() {
                    @Override
                    public void afterTransmission(
                            Context.AfterTransmission context, ExecutionAttributes call) {
                        if (loses.getAndSet(false)) {
                            throw RetryableException.create("lost");
                        }
                    }
                };
        DynamoLimits mine = new DynamoLimits(LocalDynamo.client(losing), tables, new Random());
        mine.take(SLOT, claim(tokens(10), NOW));
        loses.set(true);
        assertThat(mine.take(SLOT, claim(tokens(10), NOW))).isInstanceOf(Verdict.Taken.class);
        assertThat(losing.take()).containsExactly("UpdateItem", "UpdateItem", "UpdateItem");
        assertThat(Attributes.number(item(SLOT.id()), "sumTokens60s")).isEqualTo(20);
    }

    /** Many instances of few requests each: the others' parts need not be known. */
    @Test
    void whatOthersTookMeanwhileCostsNoSecondCall() {
        limits.take(SLOT, claim(tokens(10), NOW));
        calling.take();
        for (long i = 1; i < 4; i++) {
            other.take(SLOT, claim(tokens(10), NOW + i * 4 * SECOND));
        }
        limits.take(SLOT, claim(tokens(10), NOW + 20 * SECOND));
        assertThat(calling.take()).containsExactly("UpdateItem");
    }

    @Test
    void aWrongGuessCostsOneMoreCall() {
        other.take(SLOT, claim(tokens(10), NOW));
        assertThat(limits.take(SLOT, claim(tokens(10), NOW))).isInstanceOf(Verdict.Taken.class);
        assertThat(calling.take()).containsExactly("UpdateItem", "UpdateItem");
        other.take(SLOT, claim(tokens(580), NOW));
        assertThat(limits.take(SLOT, claim(tokens(10), NOW))).isInstanceOf(Verdict.Refused.class);
        assertThat(calling.take()).as("refused at once").containsExactly("UpdateItem");
    }

    @Test
    void whatIsKnownLateIsCountedOnceFromThen() {
        Claim early = claim(tokens(600), NOW);
        Claim late = new Claim(early.measures(), NOW + 3 * SECOND, early.untilMicros());
        limits.take(SLOT, early);
        calling.take();
        limits.move(SLOT, early, late);
        assertThat(calling.take()).containsExactly("UpdateItem");
        assertThat(limits.take(SLOT, claim(tokens(1), NOW + 65 * SECOND)))
                .isInstanceOf(Verdict.Refused.class);
        limits.settle(SLOT, late, tokens(1), NOW + 65 * SECOND);
        assertThat(limits.take(SLOT, claim(tokens(599), NOW + 65 * SECOND)))
                .isInstanceOf(Verdict.Taken.class);
    }

    @Test
    void whatHasFallenOutBeforeItIsKnownIsCountedAnew() {
        Claim early = claim(tokens(600), NOW);
        limits.take(SLOT, early);
        limits.take(SLOT, claim(tokens(600), NOW + 100 * SECOND));
        Claim late = new Claim(early.measures(), NOW + 100 * SECOND, early.untilMicros());
        limits.move(SLOT, early, late);
        assertThat(
                        LimitItems.state(item(SLOT.id()))
                                .counting(SLOT.limits().get(1), NOW + 100 * SECOND)
                                .sum())
                .isEqualTo(1_200);
    }

    @Test
    void placesThatWereGivenBackLeaveNothingBehind() {
        Scope places =
                new Scope(
                        "caller#busy", List.of(new Limit(Measure.REQUESTS, 3, InFlight.IN_FLIGHT)));
        for (int i = 0; i < 60; i++) {
            Claim claim = claim(Measures.ONE_REQUEST, NOW + i * SECOND);
            assertThat(limits.take(places, claim)).isInstanceOf(Verdict.Taken.class);
            limits.settle(places, claim, Measures.ONE_REQUEST, NOW + i * SECOND);
        }
        assertThat(LimitItems.state(item(places.id())).counter(places.limits().getFirst()).size())
                .isLessThanOrEqualTo(6);
    }

    @Test
    void aRefundCreatesNoItem() {
        limits.settle(SLOT, claim(tokens(10), NOW), Measures.NONE, NOW);
        assertThat(item(SLOT.id())).isEmpty();
    }

    @Test
    void aRefundReachesThePartsThatAreThere() {
        limits.take(SLOT, claim(tokens(0), NOW));
        limits.settle(SLOT, claim(tokens(10), NOW), Measures.NONE, NOW);
        ScopeState state = LimitItems.state(item(SLOT.id()));
        assertThat(state.counters()).containsOnlyKeys("requests60s");
        assertThat(state.counter(SLOT.limits().getFirst()).sum()).isZero();
    }

    @Test
    void theItemHasTheNamesThatOthersReadAndEndsADayAfterItsUse() {
        limits.take(SLOT, claim(tokens(60), NOW));
        limits.coolDown("slot#7", NOW);
        Map<String, AttributeValue> item = new HashMap<>(item(SLOT.id()));
        assertThat(item.keySet())
                .as("its mark")
                .filteredOn(key -> key.matches("m[0-7]"))
                .hasSize(1);
        item.keySet().removeIf(key -> key.matches("m[0-7]"));
        assertThat(item)
                .containsOnlyKeys(
                        "scope",
                        "partsRequests60s",
                        "sumRequests60s",
                        "partsTokens60s",
                        "sumTokens60s",
                        "ttl");
        assertThat(Attributes.number(item(SLOT.id()), "sumTokens60s")).isEqualTo(60);
        assertThat(Objects.requireNonNull(item(SLOT.id()).get("partsTokens60s")).m())
                .containsOnlyKeys(Long.toString(NOW / 1_500_000, 36));
        assertThat(Attributes.number(item(SLOT.id()), "ttl")).isEqualTo(NOW / SECOND + 63 + 86_400);
        assertThat(item("slot#7")).containsOnlyKeys("scope", "cooldownUntil", "ttl");
    }

    /** What is written costs by the kilobyte. */
    @Test
    void theItemOfABusySlotIsAboutAKilobyte() {
        Scope busy =
                new Scope(
                        "slot#3#model#meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8",
                        List.of(
                                Limit.perMinute(Measure.REQUESTS, 6_000),
                                Limit.perMinute(Measure.TOKENS, 20_000_000)));
        Measures many = tokens(300_000).with(Measure.REQUESTS, 99);
        for (int i = 0; i < 200; i++) {
            limits.take(busy, claim(many, NOW + i * 1_500_000L));
        }
        assertThat(bytes(item(busy.id()))).isLessThanOrEqualTo(1_300);
    }

    /** Any caller may ask a provider without a list for any name, and it may throttle each. */
    @Test
    void theItemStaysSmallHoweverManyNamesAreThrottled() {
        String longest = "x".repeat(195);
        for (int i = 0; i < 1_100; i++) {
            long nowMicros = NOW + i * 20L * SECOND;
            limits.take(throttled(longest + i), claim(tokens(1), nowMicros));
            limits.coolDown(throttled(longest + i), pause(nowMicros, 600 * SECOND));
            assertThat(bytes(item(SLOT.id()))).isLessThanOrEqualTo(5_000);
        }
        assertThat(other.take(throttled("m"), claim(tokens(1), NOW + 1_100 * 20 * SECOND)))
                .isInstanceOf(Verdict.Taken.class);
    }

    @Test
    void aPauseOfAModelCostsOneCallAndTheTakesAfterItClearThemAway() {
        limits.take(throttled("m0"), claim(tokens(1), NOW));
        calling.take();
        for (int i = 0; i < ScopeState.MOST_PAUSED_MODELS; i++) {
            limits.coolDown(throttled("m" + i), pause(NOW + i, 5 * SECOND));
            assertThat(calling.take()).containsExactly("UpdateItem");
        }
        limits.coolDown(throttled("n"), pause(NOW, 5 * SECOND));
        assertThat(calling.take()).as("there is no room").isEmpty();
        for (int i = 1; i <= ScopeState.MOST_PAUSED_MODELS; i++) {
            limits.take(throttled("n"), claim(tokens(1), NOW + (6 + 100 * i) * SECOND));
            other.take(throttled("n"), claim(tokens(1), NOW + (7 + 100 * i) * SECOND));
            limits.take(throttled("n"), claim(tokens(1), NOW + (8 + 100 * i) * SECOND));
            assertThat(calling.take())
                    .as("beside another instance")
                    .containsExactly("UpdateItem", "UpdateItem");
        }
        assertThat(other.read(SLOT).modelCooldowns()).isEmpty();
    }

    @Test
    void instancesThatKnowNothingOfEachOtherKeepTheBoundToo() {
        List<DynamoLimits> instances = new ArrayList<>();
        for (int i = 0; i < 2 * ScopeState.MOST_PAUSED_MODELS; i++) {
            instances.add(new DynamoLimits(LocalDynamo.client(), tables, new Random()));
        }
        for (DynamoLimits instance : instances) {
            instance.take(throttled("m"), claim(tokens(0), NOW));
        }
        for (int i = 0; i < instances.size(); i++) {
            instances.get(i).coolDown(throttled("m" + i), pause(NOW, 600 * SECOND));
        }
        assertThat(other.read(SLOT).modelCooldowns()).hasSize(ScopeState.MOST_PAUSED_MODELS);
    }

    private static Scope throttled(String model) {
        return new Scope(SLOT.id(), SLOT.limits(), model);
    }

    private static Cooldown pause(long nowMicros, long waitMicros) {
        return new Cooldown(nowMicros + waitMicros, waitMicros, false);
    }

    @Test
    void anItemOfAnOlderVersionCountsAsUnused() {
        LocalDynamo.client()
                .putItem(
                        put ->
                                put.tableName(tables.limits())
                                        .item(
                                                Map.of(
                                                        "scope",
                                                        Attributes.text(SLOT.id()),
                                                        "tatRequests",
                                                        Attributes.number(NOW + 60 * SECOND),
                                                        "tatTokens",
                                                        Attributes.number(NOW + 60 * SECOND),
                                                        "ttl",
                                                        Attributes.number(NOW / SECOND))));
        Claim all = claim(tokens(600), NOW);
        assertThat(limits.take(SLOT, all)).isInstanceOf(Verdict.Taken.class);
        assertThat(limits.take(SLOT, all)).isInstanceOf(Verdict.Refused.class);
        limits.settle(SLOT, all, tokens(1), NOW);
        assertThat(limits.take(SLOT, claim(tokens(599), NOW))).isInstanceOf(Verdict.Taken.class);
    }

    @Test
    void aCooldownNeverShortensTheLifeOfAnItem() {
        Scope yearly =
                new Scope(
                        "caller#1",
                        List.of(new Limit(Measure.REQUESTS, 10, Window.seconds(86_400 * 365))));
        limits.take(yearly, claim(tokens(0), NOW));
        long ttl = Attributes.number(item(yearly.id()), "ttl");
        limits.coolDown(yearly.id(), NOW + SECOND);
        assertThat(Attributes.number(item(yearly.id()), "ttl")).isEqualTo(ttl);
        assertThat(Attributes.number(item(yearly.id()), "cooldownUntil")).isEqualTo(NOW + SECOND);
    }

    @Test
    void anItemThatCountsForEverIsNeverDeleted() {
        Scope ever =
                new Scope(
                        "caller#1",
                        List.of(
                                Limit.perMinute(Measure.REQUESTS, 10),
                                new Limit(Measure.NANO_USD, 10, Calendar.EVER)));
        limits.take(ever, claim(Measures.ONE_REQUEST, NOW));
        assertThat(Attributes.number(item(ever.id()), "ttl"))
                .isEqualTo(Instant.parse("9999-12-31T23:59:59Z").getEpochSecond());
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
        assertThatThrownBy(() -> contended.take(SLOT, claim(tokens(1), NOW)))
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

    private static int bytes(Map<String, AttributeValue> item) {
        int bytes = 0;
        for (var attribute : item.entrySet()) {
            bytes += attribute.getKey().length() + bytes(attribute.getValue());
        }
        return bytes;
    }

    /** As DynamoDB counts them, but for a byte here and there. */
    private static int bytes(AttributeValue value) {
        if (!value.hasM()) {
            return value.n() == null ? value.s().length() : value.n().length() / 2 + 2;
        }
        int bytes = 3;
        for (var entry : value.m().entrySet()) {
            bytes += 1 + entry.getKey().length() + bytes(entry.getValue());
        }
        return bytes;
    }

    private Map<String, AttributeValue> item(String scopeId) {
        return LocalDynamo.client()
                .getItem(ask -> ask.tableName(tables.limits()).key(LimitItems.key(scopeId)))
                .item();
    }
}
