package dev.sluice.core.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.time.FakeClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AloneWhileAwayTest {
    private static final Scope TWO_A_MINUTE =
            new Scope("caller#ann", List.of(Limit.perMinute(Measure.REQUESTS, 2)));

    private final FakeClock clock = new FakeClock();
    private final Leaving store = new Leaving();
    private final AloneWhileAway limits = new AloneWhileAway(store, clock);

    private Claim claim() {
        long nowMicros = clock.epochMicros();
        return new Claim(Measures.ONE_REQUEST, nowMicros, nowMicros + 60_000_000);
    }

    @Test
    void whileTheStoreIsThereItDecides() {
        assertThat(limits.take(TWO_A_MINUTE, claim())).isInstanceOf(Verdict.Taken.class);
        store.memory.take(TWO_A_MINUTE, claim()); // another instance
        assertThat(limits.take(TWO_A_MINUTE, claim())).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void whileItIsAwayThisInstanceLetsAtMostTheLimitPass() {
        store.away = true;
        assertThat(limits.take(TWO_A_MINUTE, claim())).isInstanceOf(Verdict.Taken.class);
        assertThat(limits.take(TWO_A_MINUTE, claim())).isInstanceOf(Verdict.Taken.class);
        assertThat(limits.take(TWO_A_MINUTE, claim())).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void whatPassedByTheStoreCountsWhenItGoes() {
        limits.take(TWO_A_MINUTE, claim());
        limits.take(TWO_A_MINUTE, claim());
        store.away = true;
        assertThat(limits.take(TWO_A_MINUTE, claim())).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void whatWasGivenBackToTheStoreCountsNoMoreWhenItGoes() {
        Claim mine = claim();
        limits.take(TWO_A_MINUTE, mine);
        limits.take(TWO_A_MINUTE, claim());
        limits.settle(TWO_A_MINUTE, mine, Measures.NONE, clock.epochMicros());
        store.away = true;
        assertThat(limits.take(TWO_A_MINUTE, claim())).isInstanceOf(Verdict.Taken.class);
        assertThat(limits.take(TWO_A_MINUTE, claim())).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void aPauseHoldsForAllAndGoesOnHereWhenTheStoreGoes() {
        limits.coolDown("slot#1", clock.epochMicros() + 30_000_000);
        Scope slot = new Scope("slot#1", List.of());
        assertThat(store.memory.take(slot, claim())).isInstanceOf(Verdict.Refused.class);
        store.away = true;
        assertThat(limits.take(slot, claim())).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void aStoreThatFailedIsAskedOnceInFiveSeconds() {
        store.away = true;
        limits.take(TWO_A_MINUTE, claim());
        limits.take(TWO_A_MINUTE, claim());
        limits.read(TWO_A_MINUTE);
        limits.coolDown("slot#1", 1);
        assertThat(store.asked).isEqualTo(1);
        clock.advance(Duration.ofSeconds(5));
        limits.read(TWO_A_MINUTE);
        assertThat(store.asked).isEqualTo(2);
    }

    @Test
    void aStoreThatFailedIsAskedAgainAfterFiveSecondsOfEitherClock() {
        store.away = true;
        limits.read(TWO_A_MINUTE);
        clock.freeze(Duration.ofSeconds(5));
        limits.read(TWO_A_MINUTE);
        assertThat(store.asked).isEqualTo(2);
        clock.setBack(Duration.ofDays(1));
        limits.read(TWO_A_MINUTE);
        assertThat(store.asked).isEqualTo(2);
        clock.advance(Duration.ofSeconds(5));
        limits.read(TWO_A_MINUTE);
        assertThat(store.asked).isEqualTo(3);
    }

    /** Else a refund would mint what the store never lent. */
    @Test
    void whatWasTakenHereIsGivenBackHereAlone() {
        store.memory.take(TWO_A_MINUTE, claim());
        store.memory.take(TWO_A_MINUTE, claim());
        store.away = true;
        Claim mine = claim();
        limits.take(TWO_A_MINUTE, mine);
        store.away = false;
        clock.advance(Duration.ofSeconds(5));
        limits.settle(TWO_A_MINUTE, mine, Measures.NONE, clock.epochMicros());
        assertThat(limits.take(TWO_A_MINUTE, claim())).isInstanceOf(Verdict.Refused.class);
    }

    /** A part of it, and then the rest. */
    @Test
    void aPartOfWhatWasTakenHereIsGivenBackHereAloneAndSoIsTheRest() {
        Scope pictures = new Scope("caller#ann", List.of(Limit.perMinute(Measure.IMAGES, 9)));
        Measures nine = Measures.of(Measure.IMAGES, 9);
        long nowMicros = clock.epochMicros();
        store.memory.take(pictures, new Claim(nine, nowMicros, nowMicros + 60_000_000));
        store.away = true;
        Claim mine = claim().grown(Measures.of(Measure.IMAGES, 4));
        limits.take(pictures, mine);
        store.away = false;
        clock.advance(Duration.ofSeconds(5));
        Measures three = Measures.of(Measure.IMAGES, 3);
        limits.giveBack(pictures, new Claim(three, mine.nowMicros(), mine.untilMicros()));
        limits.settle(pictures, mine.less(three), Measures.NONE, clock.epochMicros());
        assertThat(limits.read(pictures).counter(pictures.limits().getFirst()).sum()).isEqualTo(9);
    }

    private static final class Leaving implements LimitStore {
        private final MemoryLimits memory = new MemoryLimits();
        private boolean away;
        private int asked;

        private void ask() {
            asked++;
            if (away) {
                throw new StoreUnavailable("away", new IllegalStateException("scripted"));
            }
        }

        @Override
        public Verdict take(Scope scope, Claim claim) {
            ask();
            return memory.take(scope, claim);
        }

        @Override
        public void settle(Scope scope, Claim taken, Measures used, long nowMicros) {
            ask();
            memory.settle(scope, taken, used, nowMicros);
        }

        @Override
        public void move(Scope scope, Claim taken, Claim later) {
            ask();
            memory.move(scope, taken, later);
        }

        @Override
        public void leave(Scope scope, Claim taken) {
            ask();
            memory.leave(scope, taken);
        }

        @Override
        public ScopeState read(Scope scope) {
            ask();
            return memory.read(scope);
        }

        @Override
        public void add(Scope scope, Claim more) {
            ask();
            memory.add(scope, more);
        }

        @Override
        public void coolDown(Scope scope, Cooldown cooldown) {
            ask();
            memory.coolDown(scope, cooldown);
        }

        @Override
        public void open(Scope scope) {
            ask();
            memory.open(scope);
        }
    }
}
