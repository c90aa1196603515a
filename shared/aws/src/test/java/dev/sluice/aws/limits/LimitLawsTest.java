package dev.sluice.aws.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.aws.LocalDynamo;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.AtOnce;
import dev.sluice.core.admit.Claim;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.Verdict;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Window;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The short form of {@code make accuracy}: instances with clocks of their own on one scope, the
 * time set by hand, so that a slow machine breaks nothing.
 */
class LimitLawsTest {
    private static final int INSTANCES = 8;
    private static final long WINDOW_MICROS = 60_000_000;
    private static final long NOW =
            Instant.parse("2100-03-01T10:00:00Z").getEpochSecond() * 1_000_000;

    /** What was taken at a true time, and what is used or held of it. */
    private record Taking(long trueMicros, long counts) {}

    private final TableNames tables = LocalDynamo.tables();

    @Test
    void inNoWindowDoInstancesWithClocksOfTheirOwnLetThroughMoreThanTheLimit() throws Exception {
        for (Limit limit :
                List.of(
                        Limit.perMinute(Measure.REQUESTS, 60),
                        Limit.perMinute(Measure.TOKENS, 60_000),
                        Limit.perMinute(Measure.NANO_USD, 60_000_000))) {
            worstWindowHolds(limit);
        }
    }

    private void worstWindowHolds(Limit limit) throws Exception {
        Scope scope = new Scope("slot#" + limit.name(), List.of(limit));
        List<DynamoLimits> instances = new ArrayList<>();
        for (int i = 0; i < INSTANCES; i++) {
            instances.add(new DynamoLimits(LocalDynamo.client(), tables, new Random(i)));
        }
        Random random = new Random(11);
        ConcurrentLinkedQueue<Taking> takings = new ConcurrentLinkedQueue<>();
        long end = NOW + 3 * WINDOW_MICROS;
        for (long now = NOW; now < end; now += random.nextLong(12_000_000)) {
            long trueMicros = now;
            AtomicInteger next = new AtomicInteger();
            AtOnce.run(
                    INSTANCES,
                    () -> {
                        int i = next.getAndIncrement();
                        long skew = Window.SKEW_MICROS * i / (INSTANCES - 1);
                        askTwice(instances.get(i), scope, trueMicros, skew, takings);
                        return i;
                    });
        }
        List<Taking> all = new ArrayList<>(takings);
        long total = 0;
        for (Taking last : all) {
            long inWindow = 0;
            for (Taking taking : all) {
                boolean within =
                        taking.trueMicros() <= last.trueMicros()
                                && taking.trueMicros() >= last.trueMicros() - WINDOW_MICROS;
                inWindow += within ? taking.counts() : 0;
            }
            assertThat(inWindow).as(limit.name()).isLessThanOrEqualTo(limit.amount());
            total += last.counts();
        }
        assertThat(total).as("let through in three windows").isGreaterThan(2 * limit.amount());
    }

    /** Half of them turn out to use half of what they reserved. */
    private static void askTwice(
            DynamoLimits instance,
            Scope scope,
            long trueMicros,
            long skewMicros,
            ConcurrentLinkedQueue<Taking> takings) {
        Limit limit = scope.limits().getFirst();
        long cost = Math.max(1, limit.amount() / 20);
        for (int i = 0; i < 2; i++) {
            long now = trueMicros + skewMicros;
            Claim claim = new Claim(measures(limit, cost), now, now + WINDOW_MICROS);
            if (instance.take(scope, claim) instanceof Verdict.Taken) {
                long used = i == 0 ? cost : (cost + 1) / 2;
                instance.settle(scope, claim, measures(limit, used), now);
                takings.add(new Taking(trueMicros, used));
            }
        }
    }

    private static Measures measures(Limit limit, long amount) {
        return Measures.of(
                limit.measure().isDerived() ? Measure.OUTPUT_TOKENS : limit.measure(), amount);
    }
}
