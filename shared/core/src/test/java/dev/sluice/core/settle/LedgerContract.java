package dev.sluice.core.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.AtOnce;
import dev.sluice.core.admit.Claim;
import dev.sluice.core.admit.Holding;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.call.Source;
import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Ledger} does. A subclass makes an empty ledger for each test, with a way to
 * read it. Times are whole milliseconds, and far in the future, so that no store's time-to-live
 * ends in a test.
 */
public abstract class LedgerContract extends LedgerRowContract {
    private Job started(OpenRow row, String id) {
        Limit inFlight = new Limit(Measure.REQUESTS, 3, InFlight.IN_FLIGHT);
        Limit budget = new Limit(Measure.NANO_USD, 5, Calendar.DAY);
        Scope scope = new Scope("caller#ann|x", List.of(inFlight, budget), "");
        Measures taken = Measures.ONE_REQUEST.with(Measure.NANO_USD, 7);
        long micros = NOW.getEpochSecond() * 1_000_000;
        Job job =
                new Job(
                        id,
                        "videos",
                        NOW.plus(Duration.ofHours(3)),
                        List.of(new Holding(scope, new Claim(taken, micros, micros + 9))),
                        Map.of("size", "1280x720"),
                        false);
        ledger.open(row);
        assertThat(ledger.started(row, note(2, 0), job, NOW.plusSeconds(5))).isTrue();
        return job;
    }

    @Test
    void aRowThatStandsForAJobTellsOfItToItsCallerAlone() {
        OpenRow row = row("r1", "ann", NOW);
        Job job = started(row, "provider's 1");
        JobRow read = jobs.job("ann", "r1").orElseThrow();
        assertThat(read.note()).isEqualTo(note(2, 0));
        assertThat(read.settlement()).isEmpty();
        assertThat(read.job().id()).isEqualTo(job.id());
        assertThat(read.job().until()).isEqualTo(job.until());
        assertThat(read.job().shown()).isEqualTo(job.shown());
        assertThat(read.job().held().getFirst().claim().measures())
                .isEqualTo(job.held().getFirst().claim().measures());
        assertThat(read.job().held().getFirst().scope().limits())
                .extracting(Limit::name)
                .containsExactly("requestsInFlight", "costNanoUsdDay");
        assertThat(jobs.job("bob", "r1")).isEmpty();
        assertThat(jobs.jobs("bob", "videos", "", true, 10)).isEmpty();
        ledger.open(row("r2", "ann", NOW));
        assertThat(jobs.job("ann", "r2")).as("a row of a request alone").isEmpty();
    }

    @Test
    void aJobIsLookedAtFromItsTimeOnAndAgainFromTheNext() {
        OpenRow row = row("r1", "ann", NOW);
        Job job = started(row, "j1");
        assertThat(ledger.overdue(NOW.plusSeconds(4), 10).rows()).isEmpty();
        Ledger.Overdue due = ledger.overdue(NOW.plusSeconds(6), 10).rows().getFirst();
        assertThat(due.job().map(Job::id)).contains(job.id());
        assertThat(due.note()).isEqualTo(note(2, 0));
        ledger.lookAgain(row, NOW.plusSeconds(60));
        assertThat(ledger.overdue(NOW.plusSeconds(59), 10).rows()).isEmpty();
        assertThat(ledger.overdue(NOW.plusSeconds(61), 10).rows()).hasSize(1);
    }

    @Test
    void aSettledJobStaysReadableAndIsNotStartedAgain() {
        OpenRow row = row("r1", "ann", NOW);
        Job job = started(row, "j1");
        assertThat(ledger.settle(row, completed(0, 0, 800))).isTrue();
        assertThat(ledger.started(row, note(9, 9), job, NOW)).isFalse();
        ledger.lookAgain(row, NOW);
        assertThat(ledger.overdue(NOW.plus(Duration.ofDays(1)), 10).rows()).isEmpty();
        JobRow read = jobs.job("ann", "r1").orElseThrow();
        assertThat(read.settlement()).contains(completed(0, 0, 800));
        assertThat(jobs.jobs("ann", "videos", "", true, 10)).containsExactly(read);
    }

    @Test
    void threadsAtOnceSettleAJobOnce() throws Exception {
        OpenRow row = row("r1", "ann", NOW);
        started(row, "j1");
        List<Boolean> settled = AtOnce.run(8, () -> ledger.settle(row, completed(0, 0, 800)));
        assertThat(settled).containsOnlyOnce(true);
        assertThat(view.rollup("ann", TODAY).requests()).isEqualTo(1);
    }

    @Test
    void aDeletedJobIsListedNoMoreAndSettledAllTheSame() {
        OpenRow row = row("r1", "ann", NOW);
        started(row, "j1");
        ledger.hide(row);
        assertThat(jobs.job("ann", "r1").orElseThrow().job().hidden()).isTrue();
        assertThat(jobs.jobs("ann", "videos", "", true, 10)).isEmpty();
        assertThat(ledger.overdue(NOW.plusSeconds(6), 10).rows()).hasSize(1);
        assertThat(ledger.settle(row, completed(0, 0, 800))).isTrue();
        ledger.hide(row("r7", "ann", NOW));
        assertThat(view.row("ann", "r7")).as("what is not there").isEmpty();
    }

    @Test
    void jobsAreListedInOrderFromAnyOfThemOnAndByForm() {
        for (int i = 1; i <= 5; i++) {
            started(row("r" + i, "ann", NOW), "j" + i);
            ledger.open(row("x" + i, "ann", NOW));
        }
        assertThat(ids(jobs.jobs("ann", "videos", "", true, 2))).containsExactly("r5", "r4");
        assertThat(ids(jobs.jobs("ann", "videos", "r4", true, 2))).containsExactly("r3", "r2");
        assertThat(ids(jobs.jobs("ann", "videos", "r4", false, 9))).containsExactly("r5");
        assertThat(jobs.jobs("ann", "atlas", "", true, 9)).isEmpty();
    }

    private static List<String> ids(List<JobRow> rows) {
        return rows.stream().map(job -> job.row().requestId()).toList();
    }

    @Test
    void aRowThatIsSetAsideIsNotFoundAgainAndStaysAsItIs() {
        OpenRow row = row("r1", "ann", NOW);
        ledger.open(row);
        ledger.setAside(new Ledger.Stuck("ann", "r1", "it cannot be read"));
        assertThat(ledger.overdue(NOW.plus(MINUTE).plusSeconds(1), 100).rows()).isEmpty();
        assertThat(view.row("ann", "r1")).contains(new UsageRow(row, Optional.empty()));
    }

    @Test
    void overdueAreOpenRowsWhoseDeadlineHasPassedOldestFirst() {
        OpenRow oldest = row("r1", "ann", NOW.minusSeconds(30));
        OpenRow older = row("r2", "bob", NOW.minusSeconds(20));
        OpenRow closed = row("r3", "ann", NOW.minusSeconds(25));
        OpenRow running = row("r4", "ann", NOW);
        List.of(running, older, closed, oldest).forEach(ledger::open);
        ledger.settle(closed, completed(1, 1, 1));
        assertThat(ledger.overdue(NOW, 100).rows()).isEmpty();
        Instant later = NOW.plus(MINUTE).minusSeconds(1);
        assertThat(ledger.overdue(later, 100).rows())
                .extracting(Ledger.Overdue::row)
                .containsExactly(oldest, older);
        assertThat(ledger.overdue(later, 1).rows())
                .containsExactly(new Ledger.Overdue(oldest, Note.first(oldest)));
    }

    @Test
    void whatOverdueFoundCanBeSettledFromIt() {
        ledger.open(row("r1", "ann", NOW));
        OpenRow found =
                ledger.overdue(NOW.plus(MINUTE).plusSeconds(1), 100).rows().getFirst().row();
        assertThat(ledger.settle(found, completed(10, 5, 700))).isTrue();
        assertThat(ledger.overdue(NOW.plus(MINUTE).plusSeconds(1), 100).rows()).isEmpty();
        assertThat(view.rollup("ann", TODAY).costNanoUsd()).isEqualTo(700);
    }

    @Test
    void anOverdueRowIsFoundWithItsNewestNoteAndAsItWasOpened() {
        OpenRow row = row("r1", "ann", NOW);
        ledger.open(row);
        ledger.note(row, note(1, 7));
        ledger.note(row, note(2, 12));
        ledger.note(row, note(1, 900));
        assertThat(ledger.overdue(NOW.plus(MINUTE).plusSeconds(1), 100).rows())
                .as("the last one was overtaken")
                .containsExactly(new Ledger.Overdue(row, note(2, 12)));
    }

    @Test
    void whatIsReservedBeyondTheFirstReservationIsInTheRow() {
        OpenRow row = row("r1", "ann", NOW);
        ledger.open(row);
        Note note = note(1, 5_000);
        Measures grown = note.soFar().measures().with(Measure.INPUT_TOKENS, 1);
        ledger.note(row, new Note(note.served(), 1, note.soFar(), grown));
        OpenRow found =
                ledger.overdue(NOW.plus(MINUTE).plusSeconds(1), 100).rows().getFirst().row();
        assertThat(found.reserved()).isEqualTo(row.reserved().with(Measure.OUTPUT_TOKENS, 5_000));
    }

    @Test
    void aNoteOnASettledRowOrOnNoneChangesNothing() {
        OpenRow row = row("r1", "ann", NOW);
        ledger.note(row, note(1, 7));
        assertThat(view.row("ann", "r1")).isEmpty();
        settled(row, completed(10, 5, 700));
        ledger.note(row, note(2, 900));
        assertThat(view.row("ann", "r1"))
                .contains(new UsageRow(row, Optional.of(completed(10, 5, 700))));
    }

    @Test
    void aNotedRowSettlesLikeAnyOther() {
        OpenRow row = row("r1", "ann", NOW);
        ledger.open(row);
        ledger.note(row, note(2, 12));
        assertThat(ledger.settle(row, completed(10, 5, 700))).isTrue();
        assertThat(view.row("ann", "r1"))
                .contains(new UsageRow(row, Optional.of(completed(10, 5, 700))));
    }

    @Test
    void aDiscardedRowIsGoneAndASettledOneStays() {
        OpenRow refused = row("r1", "ann", NOW);
        ledger.open(refused);
        ledger.discard(refused);
        ledger.discard(refused);
        assertThat(view.row("ann", "r1")).isEmpty();
        assertThat(ledger.settle(refused, completed(1, 1, 1))).isFalse();
        OpenRow served = row("r2", "ann", NOW);
        settled(served, completed(10, 5, 700));
        ledger.discard(served);
        assertThat(view.row("ann", "r2")).isPresent();
        assertThat(ledger.overdue(NOW.plus(MINUTE).plusSeconds(1), 100).rows()).isEmpty();
    }

    private static Note note(int attempts, long outputTokens) {
        return new Note(
                new Served(Source.SERVER, 4, "atlascloud", "qwen/qwen3"),
                attempts,
                Metered.ofTokens(1_000, 0, outputTokens, 0, true));
    }
}
