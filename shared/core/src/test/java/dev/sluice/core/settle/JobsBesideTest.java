package dev.sluice.core.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measures;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JobsBesideTest {
    private static final Instant NOW = Instant.parse("2026-11-29T00:00:00Z");
    private static final OpenRow ROW =
            new OpenRow(
                    "r1",
                    "ann",
                    ModelKind.CHAT,
                    "m",
                    new Served(1, "together", "m"),
                    Measures.NONE,
                    "1",
                    NOW,
                    NOW);
    private static final Ledger.Overdue DIED = new Ledger.Overdue(ROW, Note.first(ROW));
    private static final Ledger.Overdue JOB =
            new Ledger.Overdue(
                    ROW,
                    Note.first(ROW),
                    Optional.of(new Job("j1", "videos", NOW, List.of(), Map.of(), false)));

    @Test
    void aProviderThatHangsHoldsUpNoPassAndIsAskedOnceAtATime() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        AtomicInteger looks = new AtomicInteger();
        Sweep.OfJobs hanging =
                (rows, done) -> {
                    looks.incrementAndGet();
                    asked.countDown();
                    await(answers);
                    return Sweep.Pass.NOTHING;
                };
        Sweep.OfJobs beside = new JobsBeside(hanging, failure -> {});
        for (int pass = 0; pass < 3; pass++) {
            assertThat(beside.look(List.of(JOB), new HashSet<>())).isEqualTo(Sweep.Pass.NOTHING);
            await(asked);
        }
        assertThat(looks).hasValue(1);
        answers.countDown();
        while (looks.get() < 2) { // as soon as the first one is over
            beside.look(List.of(JOB), new HashSet<>());
            Thread.onSpinWait();
        }
    }

    @Test
    void aLookThatFailsIsToldAndTheNextOneComes() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Sweep.OfJobs failing =
                (rows, done) -> {
                    throw new IllegalStateException("scripted");
                };
        Sweep.OfJobs beside =
                new JobsBeside(failing, e -> told.add(String.valueOf(e.getMessage())));
        beside.look(List.of(DIED), new HashSet<>()); // no job among them
        beside.look(List.of(DIED, JOB), new HashSet<>());
        assertThat(told.poll(1, TimeUnit.MINUTES)).isEqualTo("scripted");
        assertThat(told).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
