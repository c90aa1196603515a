package dev.sluice.core;

import static dev.sluice.core.World.faults;
import static dev.sluice.core.World.rateLimited;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.ScopeState;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.Unpriced;
import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Limits;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Admitted;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.resolve.Access;
import dev.sluice.core.resolve.Allotment;
import dev.sluice.core.resolve.Slot;
import dev.sluice.core.settle.Cost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Whatever a request falls back to, it is one request of its caller's, and its caller's budgets
 * hold what all its attempts cost, from the attempt on.
 */
class FallbackLawsTest {
    private static final Slot ATLAS = Samples.slot(1, "atlas");
    private static final Slot TOGETHER = Samples.slot(2, "together");
    private static final Slot OPENAI = Samples.slot(4, "openai");
    private static final Limit HELD = Limit.held(Measure.NANO_USD);
    private static final String LLAMA = "meta/llama-70b";

    private static final Limit SLOTS_DAY =
            new Limit(Measure.NANO_USD, 1_000_000_000_000L, Calendar.DAY);

    private static final Limit SLOTS_TOKENS =
            new Limit(Measure.TOKENS, 1_000_000_000, Calendar.DAY);

    /** Of a request of 100 tokens and 400 more: at Atlas, and at Together. */
    private static final long CHEAP_NANO_USD = 250_000;

    private static final long DEAR_NANO_USD = 900_000;

    private World world = new World(ATLAS, TOGETHER);

    private static Limit dollars(long nanoUsd, Calendar period) {
        return new Limit(Measure.NANO_USD, nanoUsd, period);
    }

    /** Its credit, where it has one, serves what has no price too. */
    private static Caller ann(Limit... limits) {
        return new Caller("ann", List.of(), List.of(limits), Unpriced.ALL);
    }

    private long counted(Caller caller, Limit limit) {
        ScopeState state = world.limits.read(Scope.ofCaller("ann", caller.limits()));
        return state.counting(limit, world.clock.epochMicros()).sum();
    }

    private static World.Scripted breaksOffBehind(long outputTokens) {
        return admitted ->
                new Attempted.Refused(
                        Fault.of(Fault.Kind.FAILED, 0, "broke off"),
                        Metered.ofTokens(100, 0, outputTokens, 0, false));
    }

    @Test
    void whatAFailedAttemptCostIsInTheBudgetWhereTheNextOneIsTooDearForIt() {
        Limit day = dollars(600_000, Calendar.DAY);
        Caller ann = ann(day);
        for (int i = 0; i < 20; i++) {
            world.script(breaksOffBehind(400));
            world.refused(new Call("id-" + i, ann, Samples.call(LLAMA).ask()));
        }
        assertThat(world.called).as("two of them fit").hasSize(2);
        assertThat(counted(ann, day)).isEqualTo(2 * CHEAP_NANO_USD);
    }

    @Test
    void whatAFailedAttemptCostIsInTheBudgetWhereTheNextOneIsKnownToCoolDown() {
        Limit day = dollars(1_000_000_000, Calendar.DAY);
        Caller ann = ann(day);
        world.script(faults(Fault.Kind.FAILED, 500), rateLimited(60_000_000));
        world.refused(Samples.call(LLAMA));
        world.script(breaksOffBehind(400));
        world.refused(new Call("id", ann, Samples.call(LLAMA).ask()));
        assertThat(counted(ann, day)).isEqualTo(CHEAP_NANO_USD);
    }

    @Test
    void aRequestCountsOnceWhateverItFallsBackTo() throws Rejected {
        Limit minute = Limit.perMinute(Measure.REQUESTS, 1);
        for (Caller ann : List.of(ann(minute), ann(minute, dollars(2_000_000, Calendar.DAY)))) {
            world = new World(ATLAS, TOGETHER);
            world.script(rateLimited(5_000_000));
            world.serve(Samples.call(ann, LLAMA));
            assertThat(world.called).hasSize(2);
            assertThat(counted(ann, minute)).isEqualTo(1);
        }
    }

    @Test
    void anEqualCandidateIsTakenOnTopOfWhatTheFailedOneCost() throws Rejected {
        world = new World(ATLAS, Samples.slot(3, "atlas"));
        Limit day = dollars(1_000_000_000, Calendar.DAY);
        Caller ann = ann(day);
        world.script(
                breaksOffBehind(400),
                admitted -> {
                    assertThat(counted(ann, HELD)).isEqualTo(2 * CHEAP_NANO_USD);
                    return world.delivers(Outcome.COMPLETED, 100, 400).run(admitted);
                });
        world.serve(Samples.call(ann, LLAMA));
        assertThat(counted(ann, day)).isEqualTo(2 * CHEAP_NANO_USD);
        assertThat(counted(ann, HELD)).isZero();
    }

    @Test
    void aCreditGoesOnHoldingWhatWasSpentWhileAModelWithoutAPriceServes() throws Rejected {
        world = new World(ATLAS, OPENAI);
        Limit credit = dollars(CHEAP_NANO_USD, Calendar.EVER);
        Caller ann = ann(credit);
        world.script(
                breaksOffBehind(400),
                admitted -> {
                    assertThat(counted(ann, HELD)).isEqualTo(CHEAP_NANO_USD);
                    return world.delivers(Outcome.COMPLETED, 100, 400).run(admitted);
                });
        world.serve(Samples.call(ann, LLAMA, "openai/gpt-x"));
        assertThat(world.called).hasSize(2);
        assertThat(counted(ann, credit)).isEqualTo(CHEAP_NANO_USD);
    }

    @Test
    void aModelWithoutAPriceIsRefusedForTheBudgetOfAPeriodAlone() throws Rejected {
        world = new World(OPENAI);
        Limit credit = dollars(1, Calendar.EVER);
        world.serve(Samples.call(ann(credit), "openai/gpt-x"));
        Call both = Samples.call(ann(dollars(1_000, Calendar.DAY), credit), "openai/gpt-x");
        assertThat(world.refused(both))
                .isInstanceOfSatisfying(
                        Rejection.BadRequest.class,
                        told -> assertThat(told.code()).isEqualTo("model_not_priced"));
    }

    @Test
    void aCreditRefusesAServicesModelWithoutAPriceAndTheNextOneServes() throws Rejected {
        Slot service =
                new Slot(
                        OPENAI.number(),
                        new Access(OPENAI.provider(), OPENAI.key(), Optional.empty()),
                        OPENAI.named(),
                        Allotment.USUAL,
                        OPENAI.priority());
        world = new World(service, TOGETHER);
        Limit credit = dollars(1_000_000, Calendar.EVER);
        Caller ann = new Caller("ann", List.of(), List.of(credit), Unpriced.OF_NAMED_SERVERS);
        assertThat(world.refused(Samples.call(ann, "openai/gpt-x")))
                .isInstanceOfSatisfying(
                        Rejection.BadRequest.class,
                        told -> {
                            assertThat(told.code()).isEqualTo("model_not_priced");
                            assertThat(told.message())
                                    .contains("openai/gpt-x", "credit", "SLUICE_CREDIT_UNPRICED");
                        });
        assertThat(world.called).isEmpty();
        world.script(world.delivers(Outcome.COMPLETED, 100, 400));
        world.serve(Samples.call(ann, "openai/gpt-x", LLAMA));
        assertThat(world.called).hasSize(1);
        assertThat(counted(ann, credit)).isEqualTo(DEAR_NANO_USD);
    }

    @Test
    void theBudgetsHoldWhatAllAttemptsCostAtEveryTurn() {
        for (int seed = 0; seed < 300; seed++) {
            new Life(seed).run();
        }
    }

    /** A budget of a slot's own ({@code SLUICE_PROVIDER_LIMITS_<n>=usdDay=…}). */
    @Test
    void aSlotsBudgetBearsWhatItsOwnAttemptsCostAlone() throws Rejected {
        for (Fault.Kind kind : List.of(Fault.Kind.FAILED, Fault.Kind.TIMED_OUT)) {
            world = new World(paying(ATLAS), paying(TOGETHER));
            world.script(
                    admitted ->
                            new Attempted.Refused(
                                    Fault.of(kind, 500, "broke off"),
                                    Metered.ofTokens(100, 0, 400, 0, false)));
            world.script(world.delivers(Outcome.COMPLETED, 100, 400));
            world.serve(Samples.call(LLAMA));
            assertThat(ofSlot(1)).isEqualTo(CHEAP_NANO_USD);
            assertThat(ofSlot(2)).isEqualTo(DEAR_NANO_USD);
        }
    }

    /** ({@code usdEver=…}, {@code requestsEver=…}) Its caller asked its operator for credit. */
    @Test
    void aBudgetForGoodThatIsNoCallersMoneyIsToldAsABudgetNotAsCredit() throws Rejected {
        Limit requests = new Limit(Measure.REQUESTS, 1, Calendar.EVER);
        for (Limit slots : List.of(dollars(CHEAP_NANO_USD, Calendar.EVER), requests)) {
            world = new World(limited(ATLAS, slots));
            world.serve(Samples.call(LLAMA));
            assertThat(spentBudget(Samples.call(LLAMA))).contains("the provider slot", "in all");
        }
        world = new World(ATLAS);
        world.serve(Samples.call(ann(requests), LLAMA));
        assertThat(spentBudget(Samples.call(ann(requests), LLAMA)))
                .contains("this API key", "1 requests in all");
        world = new World(limited(ATLAS, dollars(1, Calendar.EVER)));
        assertThat(world.refused(Samples.call(LLAMA)))
                .isInstanceOfSatisfying(
                        Rejection.BadRequest.class,
                        told -> assertThat(told.message()).contains("the provider slot"));
    }

    private String spentBudget(Call call) {
        Rejection told = world.refused(call);
        assertThat(told).isInstanceOf(Rejection.Spent.class);
        return told.message();
    }

    @Test
    void aSlotThatWasTakenBesideARefusalBearsNothing() {
        Caller ann = ann(dollars(1_000_000, Calendar.DAY));
        world.script(breaksOffBehind(400));
        world.refused(Samples.call(ann, LLAMA));
        assertThat(world.limits.events()).contains("take slot#2");
        assertThat(world.called).hasSize(1);
        assertThat(world.limits.held()).containsOnlyKeys("slot#1", "caller#ann");
    }

    private static Slot paying(Slot slot) {
        return limited(slot, SLOTS_DAY, SLOTS_TOKENS);
    }

    private static Slot limited(Slot slot, Limit... limits) {
        return new Slot(
                slot.number(),
                new Access(slot.provider(), slot.key(), slot.endpoint()),
                slot.named(),
                new Allotment(slot.tier(), Limits.of(limits)),
                slot.priority());
    }

    private long ofSlot(int number) {
        return ofSlot(number, SLOTS_DAY);
    }

    private long ofSlot(int number, Limit limit) {
        ScopeState state = world.limits.read(new Scope("slot#" + number, List.of(limit)));
        return state.counting(limit, world.clock.epochMicros()).sum();
    }

    /** Such as a moderation of several texts, which asks its model for each. */
    @Test
    void aRequestOfSeveralCallsStaysCountedAsThoseWithItsSlotAndItsCaller() {
        Limit requests = Limit.perMinute(Measure.REQUESTS, 1_000);
        for (World.Scripted answer :
                List.of(
                        world.delivers(Outcome.COMPLETED, 100, 400),
                        faults(Fault.Kind.FAILED, 500),
                        breaksOffBehind(400))) {
            world = new World(paying(ATLAS));
            Caller ann = ann(requests);
            Measures more = Measures.of(Measure.REQUESTS, 39);
            world.script(answer);
            try {
                world.serve(new Call("id", ann, Samples.call(LLAMA).ask().wanting(_ -> more)));
            } catch (Rejected e) {
                // It was called all the same.
            }
            assertThat(counted(ann, requests)).isEqualTo(40);
            assertThat(ofSlot(1, requests)).isEqualTo(40);
        }
    }

    /** Thirty requests of one caller, one after the other, whose providers do anything. */
    private final class Life {
        final Random random;
        final Limit requests = new Limit(Measure.REQUESTS, 1_000, Calendar.DAY);
        final Limit tokens = new Limit(Measure.TOKENS, 1_000_000_000, Calendar.DAY);
        final Limit places = new Limit(Measure.REQUESTS, 2, InFlight.IN_FLIGHT);
        final Limit budget;
        final Caller ann;
        final String seed;
        final long[] ofSlots = new long[6];
        final long[] tokensOfSlots = new long[6];
        long countedRequests;
        boolean sent;
        long failedNanoUsd;

        Life(int seed) {
            this.seed = "seed " + seed;
            random = new Random(seed);
            boolean isCredit = random.nextBoolean();
            budget =
                    dollars(
                            500_000 + random.nextLong(9_000_000),
                            isCredit ? Calendar.EVER : Calendar.DAY);
            ann = ann(requests, tokens, places, budget);
            world = new World(slots());
        }

        Slot[] slots() {
            List<Slot> slots = new ArrayList<>();
            for (int number = 1; number <= 4; number++) {
                Slot slot = Samples.slot(number, random.nextBoolean() ? "atlas" : "together");
                slots.add(paying(Samples.prior(slot, 100 + random.nextInt(2))));
            }
            slots.add(paying(Samples.slot(5, "openai")));
            return slots.toArray(Slot[]::new);
        }

        void run() {
            for (int i = 0; i < 30; i++) {
                sent = false;
                failedNanoUsd = 0;
                for (int attempt = 0; attempt < 4; attempt++) {
                    world.script(this::attempt);
                }
                Call asked = Samples.call(ann, LLAMA, "qwen/qwen3", "openai/gpt-x");
                serve(new Call("id-" + i, ann, asked.ask()));
                world.script().clear();
                countedRequests += sent ? 1 : 0;
                assertThat(counted(ann, requests)).as(seed).isEqualTo(countedRequests);
                assertThat(counted(ann, places)).as(seed).isZero();
                assertThat(counted(ann, HELD)).as(seed).isZero();
                assertThat(counted(ann, budget)).as(seed).isEqualTo(cost());
                for (int number = 1; number <= 5; number++) {
                    assertThat(ofSlot(number)).as(seed).isEqualTo(ofSlots[number]);
                    assertThat(ofSlot(number, SLOTS_TOKENS))
                            .as(seed)
                            .isEqualTo(tokensOfSlots[number]);
                }
                assertThat(counted(ann, tokens))
                        .as(seed)
                        .isEqualTo(LongStream.of(tokensOfSlots).sum());
                assertThat(cost()).as(seed).isLessThanOrEqualTo(budget.amount());
                world.clock.advance(Duration.ofMillis(random.nextInt(8_000)));
            }
        }

        void serve(Call call) {
            try {
                world.serve(call);
            } catch (Rejected e) {
                // What it left counted is what is asked about.
            }
        }

        long cost() {
            return world.rows().stream()
                    .flatMap(row -> row.settlement().stream())
                    .mapToLong(settlement -> settlement.costNanoUsd())
                    .sum();
        }

        Attempted attempt(Admitted admitted) {
            Metered most = Metered.ofTokens(100, 0, 400, 0, false);
            long reserved = Cost.of(admitted.candidate(), most).nanoUsd();
            assertThat(counted(ann, HELD)).as(seed).isEqualTo(failedNanoUsd + reserved);
            assertThat(counted(ann, budget)).as(seed).isEqualTo(cost() + failedNanoUsd + reserved);
            assertThat(counted(ann, requests)).as(seed).isEqualTo(countedRequests + 1);
            assertThat(counted(ann, places)).as(seed).isEqualTo(1);
            Attempted attempted = any().run(admitted);
            if (attempted instanceof Attempted.Refused refused) {
                long failed = Cost.of(admitted.candidate(), refused.spent()).nanoUsd();
                sent |= refused.fault().wasSent();
                failedNanoUsd += failed;
                ofSlots[admitted.candidate().slot().number()] += failed;
                tokensOfSlots[admitted.candidate().slot().number()] +=
                        refused.spent().of(Measure.TOKENS);
            } else if (attempted instanceof Attempted.Delivered delivered) {
                long served = Cost.of(admitted.candidate(), delivered.usage()).nanoUsd();
                sent = true;
                ofSlots[admitted.candidate().slot().number()] += served;
                tokensOfSlots[admitted.candidate().slot().number()] +=
                        delivered.usage().of(Measure.TOKENS);
            }
            return attempted;
        }

        World.Scripted any() {
            return switch (random.nextInt(7)) {
                case 0 -> rateLimited(1_000L * random.nextInt(5_000));
                case 1 -> faults(Fault.Kind.UNREACHED, 0);
                case 2 -> faults(Fault.Kind.FAILED, 500);
                case 3 -> faults(Fault.Kind.TIMED_OUT, 0);
                case 4 -> world.delivers(Outcome.COMPLETED, 100, random.nextInt(401));
                default -> breaksOffBehind(random.nextInt(401));
            };
        }
    }
}
