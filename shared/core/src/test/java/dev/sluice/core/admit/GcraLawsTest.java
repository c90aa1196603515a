package dev.sluice.core.admit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What holds of the algorithm at any limit and any schedule. */
class GcraLawsTest {
    private static final long NOW = 1_764_000_000_000_000L;

    /** A request comes so long after the last one, and costs so many thousandths of the burst. */
    record Step(long gapMicros, int costPerMille) {}

    record Taking(long atMicros, long cost) {}

    @Property(tries = 500)
    void noWindowAdmitsMoreThanLimitAndBurstAndSlack(
            @ForAll("limits") Limit limit, @ForAll("schedules") List<Step> schedule) {
        List<Taking> takings = run(limit, schedule);
        for (int first = 0; first < takings.size(); first++) {
            long units = 0;
            long from = takings.get(first).atMicros();
            for (Taking taking : takings.subList(first, takings.size())) {
                if (taking.atMicros() - from > limit.windowMicros()) {
                    break;
                }
                units += taking.cost();
            }
            assertThat(timesWindow(units, limit)).isLessThanOrEqualTo(most(limit));
        }
    }

    @Property
    void aCostAtTheBurstPassesWhenIdle(
            @ForAll("limits") Limit limit, @ForAll @LongRange(min = 0, max = 1L << 52) long now) {
        Scope scope = new Scope("s", List.of(limit));
        assertThat(Gcra.take(scope, tokens(limit.burst()), ScopeState.UNUSED, now))
                .isInstanceOf(Verdict.Taken.class);
        assertThat(Gcra.take(scope, tokens(limit.burst()), at(now), now))
                .isInstanceOf(Verdict.Taken.class);
        assertThat(limit.remaining(Long.MIN_VALUE, now)).isEqualTo(limit.burst());
    }

    @Property
    void theSameCostPassesAfterExactlyTheWaitAndNotBefore(
            @ForAll("scopes") Scope scope,
            @ForAll("states") ScopeState state,
            @ForAll @IntRange(min = 0, max = 1000) int perMille) {
        Costs costs = new Costs(share(scope, 0, perMille), share(scope, 1, perMille), 0, 0);
        if (Gcra.take(scope, costs, state, NOW) instanceof Verdict.Refused refused) {
            long freeAt = NOW + refused.waitMicros();
            assertThat(refused.waitMicros()).isPositive();
            assertThat(Gcra.take(scope, costs, state, freeAt)).isInstanceOf(Verdict.Taken.class);
            assertThat(Gcra.take(scope, costs, state, freeAt - 1))
                    .isInstanceOf(Verdict.Refused.class);
        }
    }

    @Property
    void allDimensionsAreTakenOrNone(
            @ForAll("scopes") Scope scope,
            @ForAll("states") ScopeState state,
            @ForAll @IntRange(min = 0, max = 1000) int requestsPerMille,
            @ForAll @IntRange(min = 0, max = 1000) int tokensPerMille) {
        Costs costs =
                new Costs(share(scope, 0, requestsPerMille), share(scope, 1, tokensPerMille), 0, 0);
        switch (Gcra.take(scope, costs, state, NOW)) {
            case Verdict.Refused refused -> assertThat(refused.state()).isEqualTo(state);
            case Verdict.Taken(ScopeState after) ->
                    scope.limits()
                            .forEach(
                                    limit ->
                                            assertThat(after.tat(limit.dimension()))
                                                    .isEqualTo(moved(limit, costs, state)));
        }
    }

    @Property
    void givingBackWhatWasTakenNeverMintsCapacity(
            @ForAll("limits") Limit limit,
            @ForAll @LongRange(min = -100_000_000, max = 100_000_000) long tatOffset,
            @ForAll @IntRange(min = 0, max = 1000) int perMille,
            @ForAll @IntRange(min = 1, max = 10) int parts) {
        Scope scope = new Scope("s", List.of(limit));
        ScopeState before = at(NOW + tatOffset);
        long cost = Math.max(1, limit.burst() * perMille / 1000);
        if (Gcra.take(scope, tokens(cost), before, NOW)
                instanceof Verdict.Taken(ScopeState after)) {
            ScopeState left = after;
            for (int part = 0; part < parts; part++) {
                long refund = cost * (part + 1) / parts - cost * part / parts;
                left = Gcra.giveBack(scope, new Costs(0, refund, 0, 0), left);
            }
            assertThat(limit.remaining(left.tat(Dimension.TOKENS), NOW))
                    .isLessThanOrEqualTo(limit.remaining(before.tat(Dimension.TOKENS), NOW));
            assertThat(left.tat(Dimension.TOKENS))
                    .isBetween(
                            Math.max(before.tat(Dimension.TOKENS), NOW - limit.slackMicros()),
                            after.tat(Dimension.TOKENS));
        }
    }

    @Property
    void aDebtCostsAtLeastWhatItIs(
            @ForAll("limits") Limit limit, @ForAll @IntRange(min = 0, max = 1000) int perMille) {
        Scope scope = new Scope("s", List.of(limit));
        long debt = limit.burst() * perMille / 1000;
        long tat = Gcra.giveBack(scope, tokens(-debt), at(NOW)).tat(Dimension.TOKENS);
        assertThat(tat).isEqualTo(NOW + limit.incrementMicros(debt));
    }

    @Property
    void incrementsRoundUp(
            @ForAll("limits") Limit limit, @ForAll @IntRange(min = 0, max = 1000) int perMille) {
        long cost = limit.burst() * perMille / 1000;
        BigInteger exact = timesWindow(cost, limit);
        BigInteger moved = BigInteger.valueOf(limit.incrementMicros(cost)).multiply(big(limit));
        assertThat(moved).isGreaterThanOrEqualTo(exact);
        assertThat(moved.subtract(exact)).isLessThan(big(limit));
    }

    @Property
    void whatRemainsCanBeTakenAndNoMore(
            @ForAll("limits") Limit limit,
            @ForAll @LongRange(min = 0, max = 100_000_000) long tatOffset) {
        Scope scope = new Scope("s", List.of(limit));
        long remaining = limit.remaining(NOW + tatOffset, NOW);
        assertThat(Gcra.take(scope, tokens(remaining), at(NOW + tatOffset), NOW))
                .isInstanceOf(Verdict.Taken.class);
        // Beyond what remains a unit may still pass where one takes less than a microsecond.
        if (limit.limit() < limit.windowMicros() && remaining < limit.burst()) {
            assertThat(Gcra.take(scope, tokens(remaining + 2), at(NOW + tatOffset), NOW))
                    .isInstanceOf(Verdict.Refused.class);
        }
    }

    @Provide
    Arbitrary<Limit> limits() {
        return Combinators.combine(
                        Arbitraries.longs().between(1, 2_000_000),
                        Arbitraries.of(
                                1_000L, 1_000_000L, 7_777_777L, 60_000_000L, 86_400_000_000L),
                        Arbitraries.longs().between(1, 3_000_000))
                .as((limit, window, burst) -> new Limit(Dimension.TOKENS, limit, window, burst));
    }

    @Provide
    Arbitrary<Scope> scopes() {
        return limits().map(
                        tokens ->
                                new Scope(
                                        "s",
                                        List.of(
                                                Limit.perMinute(
                                                        Dimension.REQUESTS,
                                                        1 + tokens.limit() % 1_000),
                                                tokens)));
    }

    @Provide
    Arbitrary<ScopeState> states() {
        Arbitrary<Long> tats = Arbitraries.longs().between(NOW - 90_000_000, NOW + 200_000_000);
        return Combinators.combine(tats, tats)
                .as(
                        (requests, tokens) ->
                                new ScopeState(
                                        Map.of(
                                                Dimension.REQUESTS,
                                                requests,
                                                Dimension.TOKENS,
                                                tokens),
                                        0));
    }

    @Provide
    Arbitrary<List<Step>> schedules() {
        Arbitrary<Long> gaps =
                Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(4, Arbitraries.just(0L)),
                        net.jqwik.api.Tuple.of(4, Arbitraries.longs().between(1, 5_000)),
                        net.jqwik.api.Tuple.of(4, Arbitraries.longs().between(1, 10_000_000)),
                        net.jqwik.api.Tuple.of(1, Arbitraries.longs().between(1, 90_000_000_000L)));
        return Combinators.combine(gaps, Arbitraries.integers().between(0, 1000))
                .as(Step::new)
                .list()
                .ofMaxSize(120);
    }

    private static List<Taking> run(Limit limit, List<Step> schedule) {
        Scope scope = new Scope("s", List.of(limit));
        List<Taking> takings = new ArrayList<>();
        ScopeState state = ScopeState.UNUSED;
        long now = NOW;
        for (Step step : schedule) {
            now += step.gapMicros();
            long cost = Math.max(1, limit.burst() * step.costPerMille() / 1000);
            if (Gcra.take(scope, tokens(cost), state, now)
                    instanceof Verdict.Taken(ScopeState after)) {
                state = after;
                takings.add(new Taking(now, cost));
            }
        }
        return takings;
    }

    private static BigInteger most(Limit limit) {
        return BigInteger.valueOf(limit.windowMicros() + limit.burstMicros() + limit.slackMicros())
                .multiply(big(limit));
    }

    private static BigInteger timesWindow(long units, Limit limit) {
        return BigInteger.valueOf(units).multiply(BigInteger.valueOf(limit.windowMicros()));
    }

    private static BigInteger big(Limit limit) {
        return BigInteger.valueOf(limit.limit());
    }

    private static long moved(Limit limit, Costs costs, ScopeState state) {
        long cost = costs.of(limit.dimension());
        long tat = state.tat(limit.dimension());
        if (cost == 0) {
            return tat;
        }
        return (tat < NOW - limit.windowMicros() / 20 ? NOW : tat) + limit.incrementMicros(cost);
    }

    private static long share(Scope scope, int index, int perMille) {
        return scope.limits().get(index).burst() * perMille / 1000;
    }

    private static Costs tokens(long tokens) {
        return new Costs(0, tokens, 0, 0);
    }

    private static ScopeState at(long tat) {
        return new ScopeState(Map.of(Dimension.TOKENS, tat), 0);
    }
}
