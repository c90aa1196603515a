package dev.sluice.core.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.AtOnce;
import dev.sluice.core.Samples;
import dev.sluice.core.call.Source;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.time.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class SweepTest {
    private final FakeClock clock = new FakeClock();
    private final MemoryLedger ledger = new MemoryLedger();
    private final Queue<Settlement> journal = new ConcurrentLinkedQueue<>();
    private final List<Ledger.Stuck> setAside = new ArrayList<>();
    private final Sweep sweep = sweepOf(ledger);

    @Test
    void aRowIsLeftAloneUntilItsDeadlineHasPassed() {
        ledger.open(row("r1", "meta/llama-70b", 100, 400));
        clock.advance(Duration.ofMinutes(1));
        assertThat(sweep.sweep()).isZero();
        clock.advanceMicros(1);
        assertThat(sweep.sweep()).isEqualTo(1);
    }

    @Test
    void aDeadRequestIsBilledItsLastNoteAndMarkedEstimated() {
        OpenRow row = row("r1", "meta/llama-70b", 100, 400);
        ledger.open(row);
        ledger.note(row, note(2, 37));
        clock.advance(Duration.ofMinutes(2));
        sweep.sweep();
        Settlement settlement = ledger.row("ann", "r1").orElseThrow().settlement().orElseThrow();
        assertThat(settlement)
                .isEqualTo(
                        new Settlement(
                                new Served(4, "together", "deepseek/r1"),
                                new Told(Outcome.DEADLINE, 504, null, "request_died"),
                                2,
                                Metered.ofTokens(100, 0, 37, 0, true),
                                new Cost(100 * 3_000 + 37 * 7_000, true),
                                -1,
                                -1));
        assertThat(journal).containsExactly(settlement);
    }

    @Test
    void aDeadRequestWithoutANoteIsBilledItsPromptAlone() {
        ledger.open(row("r1", "meta/llama-70b", 100, 400));
        clock.advance(Duration.ofMinutes(2));
        sweep.sweep();
        assertThat(journal.element().usage()).isEqualTo(Metered.ofTokens(100, 0, 0, 0, true));
        assertThat(journal.element().costNanoUsd()).isEqualTo(100 * 1_000);
    }

    @Test
    void aDeadRequestIsNeverBilledMoreThanWasReserved() {
        OpenRow row = row("r1", "meta/llama-70b", 100, 400);
        ledger.open(row);
        ledger.note(row, note(1, 1_178_475));
        clock.advance(Duration.ofMinutes(2));
        sweep.sweep();
        assertThat(journal.element().usage().of(Measure.OUTPUT_TOKENS)).isEqualTo(400);
    }

    /** Its provider makes them whether anybody waits or not. */
    @Test
    void aDeadRequestIsBilledTheImagesThatItAskedFor() {
        ledger.open(
                new OpenRow(
                        "r1",
                        "ann",
                        ModelKind.IMAGE,
                        "picture",
                        new Served(3, "together", "flux"),
                        Measures.of(Measure.IMAGES, 4).with(Measure.INPUT_TOKENS, 20),
                        "2100-01-01",
                        clock.instant(),
                        clock.instant().plusSeconds(60)));
        clock.advance(Duration.ofMinutes(2));
        sweep.sweep();
        assertThat(journal.element().usage().of(Measure.IMAGES)).isEqualTo(4);
        assertThat(journal.element().usage().estimated()).isTrue();
    }

    @Test
    void aModelThatTheCatalogDoesNotKnowIsNotPriced() {
        ledger.open(row("r1", "my/own", 100, 400));
        clock.advance(Duration.ofMinutes(2));
        sweep.sweep();
        assertThat(journal.element().priced()).isFalse();
        assertThat(journal.element().costNanoUsd()).isZero();
    }

    @Test
    void anAbsurdReservationDoesNotStopTheSweep() {
        ledger.open(row("r1", "meta/llama-70b", 100, 99_999_999_900L));
        ledger.open(row("r2", "meta/llama-70b", 100, 400));
        clock.advance(Duration.ofMinutes(2));
        assertThat(sweep.sweep()).isEqualTo(2);
    }

    @Test
    void onePassClosesAllThereAreAndTheNextNone() {
        for (int i = 0; i < 250; i++) {
            ledger.open(row("r" + i, "meta/llama-70b", 1, 1));
        }
        clock.advance(Duration.ofMinutes(2));
        assertThat(sweep.sweep()).isEqualTo(250);
        assertThat(sweep.sweep()).isZero();
    }

    @Test
    void sweepsAtOnceCloseEachRowOnce() throws Exception {
        for (int i = 0; i < 250; i++) {
            ledger.open(row("r" + i, "meta/llama-70b", 1, 1));
        }
        clock.advance(Duration.ofMinutes(2));
        List<Integer> closed = AtOnce.run(4, sweep::sweep);
        assertThat(closed.stream().mapToInt(Integer::intValue).sum()).isEqualTo(250);
        assertThat(journal).hasSize(250);
        assertThat(ledger.rollup("ann", clock.today()).requests()).isEqualTo(250);
    }

    @Test
    void aLedgerThatGoesOnListingSettledRowsDoesNotKeepTheSweepRunning() {
        OpenRow row = row("r1", "meta/llama-70b", 1, 1);
        Ledger stale =
                new Ledger() {
                    @Override
                    public void open(OpenRow opened) {}

                    @Override
                    public void note(OpenRow noted, Note note) {}

                    @Override
                    public boolean started(OpenRow started, Note note, Job job, Instant firstLook) {
                        return false;
                    }

                    @Override
                    public void lookAgain(OpenRow looked, Instant at) {}

                    @Override
                    public void hide(OpenRow hidden) {}

                    @Override
                    public void discard(OpenRow discarded) {}

                    @Override
                    public boolean settle(OpenRow settled, Settlement settlement) {
                        return false;
                    }

                    @Override
                    public Found overdue(Instant now, int most) {
                        return new Found(
                                java.util.Collections.nCopies(
                                        most, new Overdue(row, Note.first(row))),
                                List.of());
                    }

                    @Override
                    public void setAside(Stuck stuck) {}
                };
        assertThat(sweepOf(stale).sweep()).isZero();
    }

    @Test
    void aRowThatTheLedgerRefusesStopsNoOtherAndIsSetAside() {
        RecordingLedger refusing = new RecordingLedger();
        refusing.open(row("full", "meta/llama-70b", 1, 1));
        refusing.open(row("good", "meta/llama-70b", 1, 1));
        refusing.refusing("full");
        clock.advance(Duration.ofMinutes(2));
        assertThat(sweepOf(refusing).pass()).isEqualTo(new Sweep.Pass(1, 1));
        assertThat(setAside).extracting(Ledger.Stuck::requestId).containsExactly("full");
        assertThat(sweepOf(refusing).pass()).isEqualTo(new Sweep.Pass(0, 0));
        assertThat(refusing.view().row("ann", "good").orElseThrow().settlement()).isPresent();
    }

    /** One throttled write is no reason to leave the others open. */
    @Test
    void aRowThatCouldNotBeWrittenNowStopsNoOtherAndIsTheNextPassesWork() {
        RecordingLedger failing = new RecordingLedger();
        failing.open(row("r1", "meta/llama-70b", 1, 1));
        failing.open(row("r2", "meta/llama-70b", 1, 1));
        failing.failSettles(1);
        clock.advance(Duration.ofMinutes(2));
        assertThat(sweepOf(failing).sweep()).isEqualTo(1);
        assertThat(sweepOf(failing).sweep()).isEqualTo(1);
    }

    private Sweep sweepOf(Ledger swept) {
        return new Sweep(
                swept,
                Samples.CATALOG,
                new Journal() {
                    @Override
                    public void settled(OpenRow row, Settlement settlement) {
                        journal.add(settlement);
                    }

                    @Override
                    public void setAside(Ledger.Stuck stuck) {
                        setAside.add(stuck);
                    }
                },
                clock,
                Sweep.OfJobs.NONE);
    }

    private static Note note(int attempts, long outputTokens) {
        return new Note(
                new Served(Source.SERVER, 4, "together", "deepseek/r1"),
                attempts,
                Metered.ofTokens(100, 0, outputTokens, 0, true));
    }

    private OpenRow row(String requestId, String model, long inputTokens, long outputTokens) {
        return new OpenRow(
                requestId,
                "ann",
                ModelKind.CHAT,
                "general",
                new Served(3, "together", model),
                Measures.of(Measure.INPUT_TOKENS, inputTokens)
                        .with(Measure.OUTPUT_TOKENS, outputTokens),
                "2100-01-01",
                clock.instant(),
                clock.instant().plusSeconds(60));
    }
}
