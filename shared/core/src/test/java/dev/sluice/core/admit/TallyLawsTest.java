package dev.sluice.core.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Sliding;
import dev.sluice.core.limit.Window;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What holds of the arithmetic at any limit and any schedule of takes, refunds, debts, clocks. */
class TallyLawsTest {
    private static final long NOW = 1_764_000_000_000_000L;
    private static final long SECOND = 1_000_000;
    private static final long DAY = 86_400 * SECOND;

    /** One claim as an all-knowing observer sees it, by the true time. */
    private static final class Life {
        final Claim claim;
        final long trueMicros;
        final long cost;
        long usedOfIt;
        boolean ended;

        Life(Claim claim, long trueMicros, long cost) {
            this.claim = claim;
            this.trueMicros = trueMicros;
            this.cost = cost;
        }

        /** What is used or still held of what was taken then. */
        long counts() {
            return ended ? Math.min(cost, usedOfIt) : cost;
        }
    }

    /** So much was used beyond what was reserved, at this true time. */
    private record Debt(long trueMicros, long amount) {}

    /** Runs a random schedule on one limit, with clocks up to the skew apart. */
    private static final class World {
        final Random random;
        final Limit limit;
        final Scope scope;
        final List<Life> lives = new ArrayList<>();
        final List<Debt> debts = new ArrayList<>();
        final long[] clocks = new long[4];
        ScopeState state = ScopeState.UNUSED;
        long trueMicros = NOW;

        World(Limit limit, long seed) {
            this.random = new Random(seed);
            this.limit = limit;
            this.scope = new Scope("s", List.of(limit));
            for (int i = 0; i < clocks.length; i++) {
                clocks[i] = random.nextLong(-Window.SKEW_MICROS / 2, Window.SKEW_MICROS / 2 + 1);
            }
        }

        long clock() {
            return trueMicros + clocks[random.nextInt(clocks.length)];
        }

        void passTime(long scaleMicros) {
            trueMicros +=
                    switch (random.nextInt(8)) {
                        case 0, 1, 2 -> 0;
                        case 3, 4 -> random.nextLong(1 + scaleMicros / 100);
                        case 5, 6 -> random.nextLong(1 + scaleMicros / 10);
                        default -> random.nextLong(1 + 2 * scaleMicros);
                    };
        }

        /** Whether it passed. */
        boolean take() {
            long cost = 1 + random.nextLong(Math.max(1, limit.amount() / (1 + random.nextInt(9))));
            long now = clock();
            Claim claim =
                    new Claim(
                            Measures.of(limit.measure(), cost),
                            now,
                            now + random.nextLong(120 * SECOND));
            if (Tally.take(scope, claim, state) instanceof Verdict.Taken(ScopeState after)) {
                state = after;
                lives.add(new Life(claim, trueMicros, cost));
                return true;
            }
            return false;
        }

        void settleOne() {
            List<Life> running = lives.stream().filter(life -> !life.ended).toList();
            if (running.isEmpty()) {
                return;
            }
            Life life = running.get(random.nextInt(running.size()));
            life.ended = true;
            life.usedOfIt =
                    random.nextInt(5) == 0
                            ? life.cost + random.nextLong(1 + limit.amount() / 4)
                            : random.nextLong(life.cost + 1);
            if (life.usedOfIt > life.cost) {
                debts.add(new Debt(trueMicros, life.usedOfIt - life.cost));
            }
            state =
                    Tally.settle(
                            scope,
                            life.claim,
                            Measures.of(limit.measure(), life.usedOfIt),
                            clock(),
                            state);
        }

        long countsSince(long fromMicros) {
            long sum = 0;
            for (Life life : lives) {
                sum += life.trueMicros >= fromMicros ? life.counts() : 0;
            }
            for (Debt debt : debts) {
                sum += debt.trueMicros() >= fromMicros ? debt.amount() : 0;
            }
            return sum;
        }
    }

    @Property(tries = 400)
    void inNoWindowIsMoreThanTheLimitUsedOrStillHeld(
            @ForAll("slidingLimits") Limit limit, @ForAll long seed) {
        World world = new World(limit, seed);
        long lengthMicros = ((Sliding) limit.window()).lengthMicros();
        for (int step = 0; step < 150; step++) {
            world.passTime(lengthMicros);
            if (world.random.nextInt(3) == 0) {
                world.settleOne();
            } else if (world.take()) {
                assertThat(world.countsSince(world.trueMicros - lengthMicros))
                        .as("step %d", step)
                        .isLessThanOrEqualTo(limit.amount());
            }
        }
    }

    @Property(tries = 200)
    void noPeriodOfTheCalendarHasMoreThanItsBudget(@ForAll long seed) {
        for (Calendar period : Calendar.values()) {
            World world = new World(new Limit(Measure.NANO_USD, 1_000, period), seed);
            for (int step = 0; step < 120; step++) {
                world.passTime(period == Calendar.DAY ? DAY : 30 * DAY);
                if (world.random.nextInt(3) == 0) {
                    world.settleOne();
                } else if (world.take()) {
                    Life last = world.lives.getLast();
                    long part = Tally.part(world.limit, last.claim);
                    long inPart = 0;
                    for (Life life : world.lives) {
                        inPart += Tally.part(world.limit, life.claim) == part ? life.counts() : 0;
                    }
                    assertThat(inPart).isLessThanOrEqualTo(1_000);
                }
            }
        }
    }

    @Property(tries = 200)
    void aLeaseIsFreedByItsEndOrItsExpiryAndNeverTwice(
            @ForAll @IntRange(min = 1, max = 6) int places, @ForAll long seed) {
        World world = new World(new Limit(Measure.REQUESTS, places, InFlight.IN_FLIGHT), seed);
        for (int step = 0; step < 200; step++) {
            world.passTime(60 * SECOND);
            if (world.random.nextInt(3) == 0) {
                world.settleOne();
            } else {
                boolean passed = world.take();
                long held = 0;
                long heldAtMost = 0;
                for (Life life : world.lives) {
                    long until = life.claim.untilMicros() - Window.SKEW_MICROS / 2;
                    held += !life.ended && until > world.trueMicros ? life.cost : 0;
                    heldAtMost +=
                            !life.ended && until + 2 * SECOND > world.trueMicros ? life.cost : 0;
                }
                assertThat(held).isLessThanOrEqualTo(places);
                if (!passed && heldAtMost == 0) {
                    assertThat(places).as("nothing held, and refused").isZero();
                }
            }
        }
    }

    @Property(tries = 300)
    void whoeverWaitsAsToldAndComesAloneIsAdmittedAndNotBefore(
            @ForAll("slidingLimits") Limit limit, @ForAll long seed) {
        World world = new World(limit, seed);
        long lengthMicros = ((Sliding) limit.window()).lengthMicros();
        for (int step = 0; step < 60; step++) {
            world.passTime(lengthMicros / 4);
            world.take();
        }
        long cost = 1 + world.random.nextLong(limit.amount());
        Claim asked = Claims.claim(Measures.of(limit.measure(), cost), world.trueMicros);
        if (Tally.take(world.scope, asked, world.state) instanceof Verdict.Refused refused) {
            long freeAt = world.trueMicros + refused.waitMicros();
            assertThat(refused.waitMicros()).isPositive();
            assertThat(Tally.take(world.scope, at(asked, freeAt), world.state))
                    .isInstanceOf(Verdict.Taken.class);
            assertThat(Tally.take(world.scope, at(asked, freeAt - 1), world.state))
                    .isInstanceOf(Verdict.Refused.class);
        }
    }

    @Property(tries = 200)
    void anIdleScopeGivesItsWholeLimitAtOnce(
            @ForAll("slidingLimits") Limit limit, @ForAll long seed) {
        World world = new World(limit, seed);
        for (int step = 0; step < 60; step++) {
            world.passTime(((Sliding) limit.window()).lengthMicros());
            world.take();
        }
        long idleSince = world.trueMicros + Window.SKEW_MICROS;
        long free = limit.window().endMicros(limit.window().part(idleSince, 0));
        Claim all = Claims.claim(Measures.of(limit.measure(), limit.amount()), free);
        assertThat(Tally.take(world.scope, all, world.state)).isInstanceOf(Verdict.Taken.class);
    }

    @Property(tries = 60)
    void aScopeThatAlwaysHasDemandGetsNearlyAllOfItsLimit(
            @ForAll @LongRange(min = 1, max = 5_000) long amount,
            @ForAll @IntRange(min = 20, max = 600) int seconds,
            @ForAll long seed) {
        Limit limit = new Limit(Measure.REQUESTS, amount, Window.seconds(seconds));
        World world = new World(limit, seed);
        long windows = 21;
        long end = NOW + windows * seconds * SECOND;
        while (world.trueMicros < end) {
            Claim one = new Claim(Measures.ONE_REQUEST, world.clock(), end);
            Claim rest =
                    new Claim(
                            Measures.of(Measure.REQUESTS, Math.max(1, amount / 3)),
                            one.nowMicros(),
                            end);
            for (Claim claim : List.of(rest, rest, rest, one, one)) {
                if (Tally.take(world.scope, claim, world.state)
                        instanceof Verdict.Taken(ScopeState after)) {
                    world.state = after;
                    world.lives.add(
                            new Life(
                                    claim,
                                    world.trueMicros,
                                    claim.measures().of(Measure.REQUESTS)));
                }
            }
            world.trueMicros += 1 + world.random.nextLong(seconds * SECOND / 200);
        }
        assertThat(world.countsSince(NOW) * 100)
                .isGreaterThanOrEqualTo(95 * (windows - 1) * amount);
    }

    @Property
    void limitsArePassedTogetherOrNotAtAll(
            @ForAll @LongRange(min = 1, max = 20) long requests,
            @ForAll @LongRange(min = 1, max = 2_000) long tokens,
            @ForAll long seed) {
        Scope scope =
                new Scope(
                        "s",
                        List.of(
                                Limit.perMinute(Measure.REQUESTS, requests),
                                Limit.perMinute(Measure.TOKENS, tokens)));
        Random random = new Random(seed);
        ScopeState state = ScopeState.UNUSED;
        long takes = 0;
        long taken = 0;
        for (int i = 0; i < 40; i++) {
            long cost = random.nextLong(tokens + 1);
            Verdict verdict = Tally.take(scope, Claims.claim(Claims.tokens(cost), NOW), state);
            boolean fits = takes + 1 <= requests && taken + cost <= tokens;
            assertThat(verdict instanceof Verdict.Taken).isEqualTo(fits);
            if (verdict instanceof Verdict.Taken(ScopeState after)) {
                state = after;
                takes++;
                taken += cost;
            } else {
                assertThat(((Verdict.Refused) verdict).state()).isEqualTo(state);
            }
        }
        assertThat(state.counting(scope.limits().get(0), NOW).sum()).isEqualTo(takes);
        assertThat(state.counting(scope.limits().get(1), NOW).sum()).isEqualTo(taken);
    }

    @Property
    void aCounterIsTheSumOfItsParts(@ForAll("slidingLimits") Limit limit, @ForAll long seed) {
        World world = new World(limit, seed);
        for (int step = 0; step < 60; step++) {
            world.passTime(((Sliding) limit.window()).lengthMicros());
            world.take();
            world.settleOne();
            Counter counter = world.state.counter(limit);
            long sum = 0;
            for (int i = 0; i < counter.size(); i++) {
                sum += counter.amount(i);
            }
            assertThat(sum).isEqualTo(counter.sum());
            assertThat(counter.size()).isLessThanOrEqualTo(70);
        }
    }

    @Provide
    Arbitrary<Limit> slidingLimits() {
        return Combinators.combine(
                        Arbitraries.longs().between(1, 2_000_000),
                        Arbitraries.of(
                                SECOND, 2_345_678L, 7_777_777L, 60 * SECOND, 3_600 * SECOND, DAY))
                .as(
                        (amount, micros) ->
                                new Limit(Measure.INPUT_TOKENS, amount, new Sliding(micros)));
    }

    private static Claim at(Claim claim, long nowMicros) {
        return new Claim(claim.measures(), nowMicros, claim.untilMicros());
    }
}
