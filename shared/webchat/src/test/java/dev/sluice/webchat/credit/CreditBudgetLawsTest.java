package dev.sluice.webchat.credit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.admit.Claim;
import dev.sluice.core.admit.MemoryLimits;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.Verdict;
import dev.sluice.core.call.Unpriced;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.settle.Rollup;
import dev.sluice.core.settle.UsageRow;
import dev.sluice.core.settle.UsageView;
import dev.sluice.core.time.FakeClock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** Requests of one caller in any order, some killed, some whose correction is lost. */
class CreditBudgetLawsTest {
    private static final String ANN = "ann@example.com";
    private static final long GRANTED = 10_000;
    private static final long LONGEST_MICROS = 60_000_000;

    /** A request that was admitted: the most it may come to, and until when. */
    private record Running(Scope scope, Claim claim) {
        long boundNanoUsd() {
            return claim.measures().of(Measure.NANO_USD);
        }
    }

    @Property(tries = 300)
    void nothingIsSpentTwiceHoweverOldTheReading(@ForAll @LongRange(min = 0) long seed) {
        World world = new World(new Random(seed));
        world.look();
        for (int step = 0; step < 300; step++) {
            world.step();
            assertThat(world.ledger.nanoUsd + world.held()).isLessThanOrEqualTo(GRANTED);
        }
    }

    @Property(tries = 100)
    void whatWasLostCostsNobodyAnything(@ForAll @LongRange(min = 0) long seed) {
        Random random = new Random(seed);
        World world = new World(random);
        for (int request = 0; request < 30; request++) {
            world.take(world.budget.of(ANN), 1 + random.nextInt(600));
            world.end(false);
        }
        world.pass(2 * LONGEST_MICROS);

        CreditBudget.Standing after = world.budget.of(ANN);
        assertThat(after.balance()).isEqualTo(new CreditBalance(GRANTED, world.ledger.nanoUsd));
        assertThat(after.freeNanoUsd()).isEqualTo(GRANTED - world.ledger.nanoUsd).isPositive();
        assertThat(world.take(after, after.freeNanoUsd() + 1)).isFalse();
        assertThat(world.take(after, after.freeNanoUsd())).as("all of it at once").isTrue();
    }

    private static final class World {
        private final Random random;
        private final FakeClock clock = new FakeClock();
        private final MemoryLimits limits = new MemoryLimits();
        private final Spent ledger = new Spent();
        private final Credits credits = new Credits(new MemoryAccounts(), ledger, GRANTED);
        private final CreditBudget budget = new CreditBudget(credits, limits, clock, Unpriced.NONE);
        private final List<CreditBudget.Standing> readings = new ArrayList<>();
        private final List<Running> running = new ArrayList<>();

        World(Random random) {
            this.random = random;
        }

        void step() {
            switch (random.nextInt(6)) {
                case 0 -> look();
                case 1, 2 -> take(one(readings), 1 + random.nextInt(3_000));
                case 3 -> end(true);
                case 4 -> end(random.nextBoolean());
                default -> pass(random.nextInt(5_000_000));
            }
        }

        /** Another request may end just before the ledger is read for it, or just after. */
        void look() {
            Runnable other = random.nextInt(3) == 0 ? () -> end(true) : () -> {};
            if (random.nextBoolean()) {
                ledger.before = other;
            } else {
                ledger.after = other;
            }
            readings.add(budget.of(ANN));
        }

        boolean take(CreditBudget.Standing reading, long boundNanoUsd) {
            if (reading.balance().usedUp()) {
                return false;
            }
            long nowMicros = clock.epochMicros();
            Scope scope = Scope.ofCaller(ANN, List.of(reading.limit()));
            Claim claim =
                    new Claim(
                            Measures.of(Measure.NANO_USD, boundNanoUsd),
                            nowMicros,
                            nowMicros + 1 + random.nextInt((int) LONGEST_MICROS));
            boolean taken = limits.take(scope, claim) instanceof Verdict.Taken;
            if (taken) {
                running.add(new Running(scope, claim));
            }
            return taken;
        }

        /** The row settles first; somebody may look before the limits are corrected. */
        void end(boolean corrected) {
            if (!running.isEmpty()) {
                Running ending = one(running);
                running.remove(ending);
                long costNanoUsd = random.nextLong(ending.boundNanoUsd() + 1);
                ledger.nanoUsd += costNanoUsd;
                look();
                if (corrected) {
                    limits.settle(
                            ending.scope(),
                            ending.claim(),
                            Measures.of(Measure.NANO_USD, costNanoUsd),
                            clock.epochMicros());
                }
            }
        }

        /** Who has not ended at its deadline was killed, and the sweep settles its row. */
        void pass(long micros) {
            long nowMicros = clock.epochMicros() + micros;
            for (Running one : List.copyOf(running)) {
                if (one.claim().untilMicros() <= nowMicros) {
                    running.remove(one);
                    ledger.nanoUsd += random.nextLong(one.boundNanoUsd() + 1);
                }
            }
            clock.advanceMicros(micros);
        }

        long held() {
            return running.stream().mapToLong(Running::boundNanoUsd).sum();
        }

        private <T> T one(List<T> several) {
            return several.get(random.nextInt(several.size()));
        }
    }

    /** A ledger of which the sum alone matters. */
    private static final class Spent implements UsageView {
        private long nanoUsd;
        private Runnable before = () -> {};
        private Runnable after = () -> {};

        @Override
        public SortedMap<LocalDate, Rollup> days(String callerId) {
            Runnable first = before;
            Runnable last = after;
            before = () -> {};
            after = () -> {};
            first.run();
            Rollup sum = new Rollup(Measures.of(Measure.NANO_USD, nanoUsd), 0, 0);
            last.run();
            return new TreeMap<>(Map.of(LocalDate.EPOCH, sum));
        }

        @Override
        public Rollup rollup(String callerId, LocalDate day) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<UsageRow> row(String callerId, String requestId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<UsageRow> newest(String callerId, int most) {
            throw new UnsupportedOperationException();
        }
    }
}
