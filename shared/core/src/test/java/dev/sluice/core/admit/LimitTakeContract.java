package dev.sluice.core.admit;

import static dev.sluice.core.admit.Claims.claim;
import static dev.sluice.core.admit.Claims.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Sliding;
import dev.sluice.core.limit.Window;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every store of limits does with a take: counted in every window, or refused with its wait.
 */
public abstract class LimitTakeContract {
    protected static final long NOW =
            Instant.parse("2100-03-01T10:00:00Z").getEpochSecond() * 1_000_000;

    static final long SECOND = 1_000_000;

    static final long DAY = 86_400 * SECOND;

    /** How long a part of a minute counts that begins now. */
    static final long COUNTS = 63 * SECOND;

    static final Scope SLOT =
            new Scope(
                    "slot#3",
                    List.of(
                            Limit.perMinute(Measure.REQUESTS, 6),
                            Limit.perMinute(Measure.TOKENS, 600)));

    LimitStore store = new MemoryLimits();

    /** An empty store. */
    protected abstract LimitStore newStore();

    @BeforeEach
    void start() {
        store = newStore();
    }

    @Test
    void theFirstTakeCountsInEveryLimit() {
        taken(SLOT, tokens(100), NOW);
        assertThat(counted(SLOT, NOW)).containsExactly(1L, 100L);
    }

    @Test
    void takesAreAddedUp() {
        taken(SLOT, tokens(100), NOW);
        taken(SLOT, tokens(200), NOW + SECOND);
        taken(SLOT, tokens(50), NOW + 20 * SECOND);
        assertThat(counted(SLOT, NOW + 20 * SECOND)).containsExactly(3L, 350L);
    }

    @Test
    void refusesWhenTheLimitIsTakenAndSaysHowLong() {
        taken(SLOT, tokens(600), NOW);
        Verdict.Refused refused = refused(SLOT, tokens(60), NOW + SECOND);
        assertThat(measure(refused)).isEqualTo(Measure.TOKENS);
        assertThat(refused.waitMicros()).isEqualTo(COUNTS - SECOND);
        assertThat(counted(SLOT, NOW + SECOND)).containsExactly(1L, 600L);
    }

    @Test
    void passesAfterExactlyTheWaitItTold() {
        taken(SLOT, tokens(300), NOW);
        taken(SLOT, tokens(300), NOW + 30 * SECOND);
        for (long cost : new long[] {60, 300, 301, 600}) {
            long waitMicros = refused(SLOT, tokens(cost), NOW + 31 * SECOND).waitMicros();
            long freeAt = NOW + 31 * SECOND + waitMicros;
            assertThat(freeAt).isEqualTo(NOW + COUNTS + (cost > 300 ? 30 * SECOND : 0));
            assertThat(Tally.take(SLOT, claim(tokens(cost), freeAt - 1), store.read(SLOT)))
                    .isInstanceOf(Verdict.Refused.class);
            assertThat(Tally.take(SLOT, claim(tokens(cost), freeAt), store.read(SLOT)))
                    .isInstanceOf(Verdict.Taken.class);
        }
        refused(SLOT, tokens(600), NOW + COUNTS + 30 * SECOND - 1);
        taken(SLOT, tokens(600), NOW + COUNTS + 30 * SECOND);
    }

    @Test
    void namesTheLimitWithTheLongestWait() {
        taken(SLOT, tokens(0), NOW);
        for (int i = 0; i < 5; i++) {
            taken(SLOT, tokens(100), NOW + 30 * SECOND);
        }
        assertThat(measure(refused(SLOT, tokens(50), NOW + 31 * SECOND)))
                .isEqualTo(Measure.REQUESTS);
        assertThat(measure(refused(SLOT, tokens(500), NOW + 31 * SECOND)))
                .isEqualTo(Measure.TOKENS);
    }

    @Test
    void takesAllLimitsOrNone() {
        taken(SLOT, tokens(500), NOW);
        for (int i = 0; i < 10; i++) {
            assertThat(measure(refused(SLOT, tokens(200), NOW))).isEqualTo(Measure.TOKENS);
        }
        for (int i = 0; i < 5; i++) {
            taken(SLOT, tokens(20), NOW);
        }
        assertThat(measure(refused(SLOT, tokens(0), NOW))).isEqualTo(Measure.REQUESTS);
    }

    @Test
    void aMeasureThatCostsNothingIsLeftAlone() {
        assertThat(taken(SLOT, tokens(0), NOW).counters()).containsOnlyKeys("requests60s");
        taken(SLOT, Measures.of(Measure.OUTPUT_TOKENS, 600), NOW);
        assertThat(counted(SLOT, NOW)).containsExactly(1L, 600L);
    }

    @Test
    void whatFellOutOfTheWindowCountsNoMore() {
        for (int i = 0; i < 200; i++) {
            long now = NOW + i * 1_500_000L;
            taken(SLOT, i % 11 == 0 ? tokens(110) : Measures.of(Measure.INPUT_TOKENS, 1), now);
        }
        long end = NOW + 199 * 1_500_000L;
        assertThat(counted(SLOT, end).getFirst()).isBetween(3L, 4L);
        assertThat(counted(SLOT, end + COUNTS)).containsExactly(0L, 0L);
        taken(SLOT, tokens(600), end + COUNTS);
    }

    @Test
    void anIdleScopeGivesItsWholeLimitAtOnce() {
        for (int i = 0; i < 12; i++) {
            taken(SLOT, tokens(50), NOW + (i / 6) * COUNTS);
        }
        taken(SLOT, tokens(600), NOW + 1_000 * DAY);
    }

    @Test
    void aClockThatRunsBehindTakesFromTheSameState() {
        taken(SLOT, tokens(300), NOW);
        taken(SLOT, tokens(60), NOW - SECOND / 4);
        assertThat(counted(SLOT, NOW - SECOND / 4)).containsExactly(2L, 360L);
        refused(SLOT, tokens(300), NOW - SECOND / 4);
    }

    @Test
    void aClockFarAheadLocksNobodyOut() {
        long ahead = NOW + 300 * SECOND;
        taken(SLOT, tokens(600), ahead);
        assertThat(refused(SLOT, tokens(60), NOW).waitMicros()).isLessThanOrEqualTo(COUNTS);
        assertThat(refused(SLOT, tokens(60), NOW + 30 * SECOND).waitMicros())
                .isLessThanOrEqualTo(COUNTS - 30 * SECOND);
        taken(SLOT, tokens(600), NOW + COUNTS);
    }

    @Test
    void limitsOfOneMeasureInSeveralWindowsHoldTogether() {
        Scope several =
                new Scope(
                        "caller#several",
                        List.of(
                                new Limit(Measure.REQUESTS, 2, Window.seconds(1)),
                                Limit.perMinute(Measure.REQUESTS, 3),
                                new Limit(Measure.REQUESTS, 4, Calendar.EVER)));
        taken(several, Measures.ONE_REQUEST, NOW);
        taken(several, Measures.ONE_REQUEST, NOW);
        assertThat(refused(several, Measures.ONE_REQUEST, NOW).waitMicros())
                .isBetween(SECOND, 2 * SECOND);
        taken(several, Measures.ONE_REQUEST, NOW + 2 * SECOND);
        assertThat(refused(several, Measures.ONE_REQUEST, NOW + 4 * SECOND).waitMicros())
                .isGreaterThan(50 * SECOND);
        taken(several, Measures.ONE_REQUEST, NOW + DAY);
        assertThat(refused(several, Measures.ONE_REQUEST, NOW + 300 * DAY).waitMicros())
                .as("never")
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void scopesAreCountedApart() {
        taken(SLOT, tokens(600), NOW);
        store.coolDown("slot#33", NOW + 60 * SECOND);
        taken(new Scope("slot#3#model#a/b c", SLOT.limits()), tokens(600), NOW);
        taken(Scope.ofCaller("näme", SLOT.limits()), tokens(600), NOW);
    }

    @Test
    void aScopeWithoutLimitsPassesUnlessItCoolsDown() {
        Scope unlimited = new Scope("slot#9", List.of());
        Claim large = claim(tokens(1_000_000_000), NOW);
        taken(unlimited, large);
        taken(unlimited, large);
        store.settle(unlimited, large, Measures.NONE, NOW);
        store.coolDown(unlimited.id(), NOW + SECOND);
        assertThat(refused(unlimited, tokens(1), NOW).waitMicros()).isEqualTo(SECOND);
        taken(unlimited, tokens(1), NOW + SECOND);
    }

    @Test
    void countsEveryMeasure() {
        List<Limit> limits = new ArrayList<>();
        Measures all = Measures.NONE;
        for (Measure measure : Measure.values()) {
            limits.add(Limit.perMinute(measure, 10));
            all = measure.isDerived() ? all : all.with(measure, 5);
        }
        Scope everything = new Scope("slot#4", limits);
        taken(everything, all, NOW);
        assertThat(counted(everything, NOW)).contains(10L).containsOnly(5L, 10L);
        refused(everything, all, NOW);
    }

    @Test
    void theLargestLimitsAreCountedExactly() {
        Scope huge =
                new Scope(
                        "slot#5",
                        List.of(
                                new Limit(Measure.NANO_USD, Limit.MOST_NANO_USD, Calendar.EVER),
                                Limit.perMinute(Measure.TOKENS, Limit.MOST_COUNTED)));
        Measures most =
                Measures.of(Measure.NANO_USD, Limit.MOST_NANO_USD)
                        .with(Measure.INPUT_TOKENS, Limit.MOST_COUNTED);
        taken(huge, most, NOW);
        refused(huge, Measures.of(Measure.NANO_USD, 1), NOW);
        refused(huge, Measures.of(Measure.INPUT_TOKENS, 1), NOW);
        assertThat(counted(huge, NOW)).containsExactly(Limit.MOST_NANO_USD, Limit.MOST_COUNTED);
    }

    /** What counts against each limit of a scope. */
    List<Long> counted(Scope scope, long nowMicros) {
        return counted(scope, store.read(scope), nowMicros);
    }

    static List<Long> counted(Scope scope, ScopeState state, long nowMicros) {
        return scope.limits().stream()
                .map(limit -> state.counting(limit, nowMicros).sum())
                .toList();
    }

    static Measure measure(Verdict.Refused refused) {
        Limit limit = Objects.requireNonNull(refused.limit());
        assertThat(limit.window()).isEqualTo(Sliding.MINUTE);
        return limit.measure();
    }

    ScopeState taken(Scope scope, Measures measures, long nowMicros) {
        return taken(scope, claim(measures, nowMicros));
    }

    ScopeState taken(Scope scope, Claim claim) {
        Verdict verdict = store.take(scope, claim);
        assertThat(verdict).isInstanceOf(Verdict.Taken.class);
        return ((Verdict.Taken) verdict).after();
    }

    Verdict.Refused refused(Scope scope, Measures measures, long nowMicros) {
        Verdict verdict = store.take(scope, claim(measures, nowMicros));
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return (Verdict.Refused) verdict;
    }
}
