package dev.sluice.core;

import static dev.sluice.core.World.faults;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.admit.RecordingLimits.Held;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.relay.StartedJob;
import dev.sluice.core.settle.JobEnd;
import dev.sluice.core.settle.JobLook;
import dev.sluice.core.settle.JobRow;
import dev.sluice.core.settle.Settlement;
import dev.sluice.core.settle.Sweep;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A job from the POST that begins it to its row's settlement, over memory stores. */
class JobsTest {
    private static final Caller ANN = caller(1);
    private static final long TABLE_NANO_USD = 800_000_000;
    private static final JobEnd MADE =
            new JobEnd(
                    true, null, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    private final World world = new World(Samples.slot(1, "together"), Samples.slot(2, "together"));

    /** One at once, and two dollars a day. */
    private static Caller caller(long inFlight) {
        return new Caller(
                "ann",
                List.of(),
                List.of(
                        new Limit(Measure.REQUESTS, inFlight, InFlight.IN_FLIGHT),
                        new Limit(Measure.NANO_USD, 2_000_000_000, Calendar.DAY)));
    }

    private int requests;

    /** Each with an id of its own. */
    private Call film(Caller caller) {
        requests++;
        return Samples.film("film-" + requests, caller);
    }

    private static World.Scripted starts(String id) {
        return admitted -> {
            admitted.started(new StartedJob(id, "videos", Map.of()));
            return new Attempted.Started();
        };
    }

    private JobRow started() throws Rejected {
        world.script(starts("j1"));
        world.serve(film(ANN));
        return job();
    }

    private JobRow job() {
        return world.ledger.jobs().job("ann", "film-" + requests).orElseThrow();
    }

    @Test
    void theRowOfAJobStandsOpenAndKnowsTheJobBeforeTheClientDoes() throws Rejected {
        JobRow job = started();
        assertThat(job.job().id()).isEqualTo("j1");
        assertThat(job.settlement()).isEmpty();
        assertThat(world.ledger.events()).containsExactly("open", "started");
        assertThat(world.settled).isEmpty();
        assertThat(world.called).hasSize(1);
    }

    @Test
    void aJobIsInFlightUntilItsEndThoughItsRequestIsOver() throws Rejected {
        JobRow job = started();
        world.clock.advance(World.DEADLINE.multipliedBy(2));
        assertThat(world.refused(film(ANN))).isInstanceOf(Rejection.Throttled.class);
        assertThat(world.jobs().ended(job, MADE)).isTrue();
        world.clock.advance(Duration.ofSeconds(1));
        started();
    }

    @Test
    void aJobWhoseEndNobodySeesIsInFlightForItsTime() throws Rejected {
        started();
        world.clock.advance(World.JOB_TIME.plusSeconds(3));
        started();
    }

    @Test
    void theFirstWhoSeesTheEndSettlesAndGivesBackAndNobodyElse() throws Exception {
        JobRow job = started();
        List<Boolean> settled = AtOnce.run(8, () -> world.jobs().ended(job, MADE));
        assertThat(settled).containsOnlyOnce(true);
        assertThat(world.settled).hasSize(1);
        assertThat(world.theRow().costNanoUsd()).isEqualTo(TABLE_NANO_USD);
        assertThat(world.theRow().outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(world.theRow().usage().estimated()).isFalse();
        assertThat(world.limits.held()).containsEntry("caller#ann", Held.ofTokens(0));
    }

    /** A webhook came to another process before this one had said what the job holds. */
    @Test
    void aJobThatEndsAsSoonAsItsRowTellsOfItHoldsNothing() throws Rejected {
        world.ledger.whenStarted(() -> world.jobs().ended(job(), MADE));
        started();
        assertThat(world.theRow().outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(world.limits.held()).containsEntry("caller#ann", Held.ofTokens(0));
        world.clock.advance(Duration.ofSeconds(1));
        started();
    }

    /** It is in flight until its request's end. */
    @Test
    void aJobWhosePlacesCouldNotBeKeptIsKnownAllTheSame() throws Rejected {
        world.limits.fail("move");
        started();
        assertThat(world.uncorrected).hasSize(1);
        assertThat(world.jobs().ended(job(), MADE)).isTrue();
        world.clock.advance(World.DEADLINE.multipliedBy(2));
        started();
    }

    @Test
    void whatTheProviderSaysThatItChargesWinsOverTheTableForAFailureToo() throws Rejected {
        JobRow job = started();
        JobEnd failed =
                new JobEnd(
                        false,
                        "moderated",
                        OptionalLong.of(5_000_000),
                        OptionalLong.empty(),
                        OptionalLong.of(4));
        world.jobs().ended(job, failed);
        Settlement row = world.theRow();
        assertThat(row.costNanoUsd()).isEqualTo(5_000_000);
        assertThat(row.priced()).isTrue();
        assertThat(row.outcome()).isEqualTo(Outcome.UPSTREAM_FAILED);
        assertThat(row.errorCode()).isEqualTo("moderated");
        assertThat(row.usage().of(Measure.SECONDS)).isEqualTo(4);
    }

    @Test
    void aBudgetCountsWhatAJobCostNotWhatItMight() throws Rejected {
        Caller two = caller(9);
        for (int i = 0; i < 2; i++) {
            world.script(starts("j" + i));
            world.serve(film(two));
        }
        assertThat(world.refused(film(two))).isInstanceOf(Rejection.Throttled.class);
        JobEnd cheap =
                new JobEnd(
                        true,
                        null,
                        OptionalLong.of(100_000_000),
                        OptionalLong.empty(),
                        OptionalLong.empty());
        JobRow first = world.ledger.jobs().job("ann", "film-1").orElseThrow();
        world.jobs().ended(first, cheap);
        world.clock.advance(Duration.ofSeconds(1));
        world.script(starts("j3"));
        world.serve(film(two));
    }

    /** Else what it held would be free while the sum does not have it yet. */
    @Test
    void ofACreditAJobsSumComesFirst() throws Rejected {
        Limit credit = new Limit(Measure.NANO_USD, 1_000_000_000_000L, Calendar.EVER);
        world.script(starts("j1"));
        world.serve(film(new Caller("ann", List.of(), List.of(credit))));
        world.ledger.leaving(
                () -> {
                    throw new StoreUnavailable("day", new IllegalStateException("scripted"));
                });
        assertThat(world.jobs().ended(job(), MADE)).isTrue();
        assertThat(world.limits.events())
                .as("it could not be added")
                .doesNotContain("settle caller#ann");
        world.ledger.leaving(() -> {});
        world.script(starts("j2"));
        world.serve(film(new Caller("ann", List.of(), List.of(credit))));
        assertThat(world.jobs().ended(job(), MADE)).isTrue();
        assertThat(world.limits.events()).contains("settle caller#ann");
    }

    @Test
    void aJobWhoseClientNeverCameBackIsSettledByTheSweep() throws Rejected {
        started();
        JobLook.Seen[] seen = {new JobLook.Seen.Running()};
        assertThat(world.sweep(job -> seen[0]).pass().asked()).as("too young").isZero();
        world.clock.advance(Duration.ofSeconds(6));
        assertThat(world.sweep(job -> seen[0]).pass().asked()).isEqualTo(1);
        assertThat(world.sweep(job -> seen[0]).pass().asked()).as("asked just now").isZero();
        seen[0] = new JobLook.Seen.Ended(MADE);
        world.clock.advance(Duration.ofSeconds(6));
        assertThat(world.sweep(job -> seen[0]).sweep()).isEqualTo(1);
        assertThat(world.theRow().costNanoUsd()).isEqualTo(TABLE_NANO_USD);
        assertThat(world.sweep(job -> seen[0]).sweep()).isZero();
    }

    @Test
    void aProviderThatFailsChangesNothingUntilTheJobsTimeIsOver() throws Rejected {
        started();
        for (int minute = 0; minute < 170; minute++) {
            world.clock.advance(Duration.ofMinutes(1));
            assertThat(world.sweep(job -> new JobLook.Seen.Silent()).sweep()).isZero();
        }
        world.clock.advance(Duration.ofMinutes(11));
        assertThat(world.sweep(job -> new JobLook.Seen.Silent()).sweep()).isEqualTo(1);
        assertThat(world.theRow().errorCode()).isEqualTo("job_expired");
        assertThat(world.theRow().usage().estimated()).isTrue();
        assertThat(world.theRow().costNanoUsd()).isEqualTo(TABLE_NANO_USD);
    }

    @Test
    void aForgottenJobIsSettledAsEstimatedUnlessItIsYoung() throws Rejected {
        started();
        world.clock.advance(Duration.ofSeconds(6));
        assertThat(world.sweep(job -> new JobLook.Seen.Forgotten()).sweep()).isZero();
        world.clock.advance(Duration.ofSeconds(6));
        assertThat(world.sweep(job -> new JobLook.Seen.Forgotten()).sweep()).isEqualTo(1);
        assertThat(world.theRow().errorCode()).isEqualTo("job_forgotten");
        assertThat(world.theRow().usage().estimated()).isTrue();
    }

    @Test
    void aJobWhoseRowIsRefusedIsSetAsideAndStopsNoOther() throws Rejected {
        JobRow refused = started();
        world.ledger.refusing(refused.row().requestId());
        world.script(starts("j2"));
        world.serve(film(caller(9)));
        world.clock.advance(Duration.ofSeconds(6));
        assertThat(world.sweep(job -> new JobLook.Seen.Ended(MADE)).pass())
                .isEqualTo(new Sweep.Pass(1, 1, 0));
        assertThat(world.sweep(job -> new JobLook.Seen.Ended(MADE)).pass())
                .isEqualTo(new Sweep.Pass(0, 0, 0));
    }

    @Test
    void aRefusalMeansNoJobAndTheNextCandidateIsAsked() throws Rejected {
        world.script(faults(Fault.Kind.FAILED, 500), starts("j2"));
        world.serve(film(ANN));
        assertThat(job().note().served().slot()).isEqualTo(2);
        assertThat(job().note().attempts()).isEqualTo(2);
    }

    @Test
    void aPostWithoutAnAnswerIsNeverSentAgainAndItsRowIsEstimatedAtTheTablesPrice() {
        world.script(
                admitted ->
                        new Attempted.Refused(
                                Fault.of(Fault.Kind.LOST, 504, "silence"), admitted.reserved()));
        assertThat(world.refused(film(ANN))).isInstanceOf(Rejection.JobUnknown.class);
        assertThat(world.called).hasSize(1);
        Settlement row = world.theRow();
        assertThat(row.usage().estimated()).isTrue();
        assertThat(row.costNanoUsd()).isEqualTo(TABLE_NANO_USD);
        assertThat(row.errorCode()).isEqualTo("job_unknown");
    }

    @Test
    void aPostThatEverybodyRefusedCostsNothing() {
        world.script(faults(Fault.Kind.FAILED, 500), faults(Fault.Kind.FAILED, 500));
        assertThat(world.refused(film(ANN))).isInstanceOf(Rejection.UpstreamFailed.class);
        assertThat(world.theRow().costNanoUsd()).isZero();
        assertThat(world.theRow().priced()).isTrue();
    }

    @Test
    void aPostThatAKillLeftIsSweptAtTheTablesPrice() {
        world.script(
                admitted -> {
                    throw new IllegalStateException("killed");
                });
        world.ledger.failSettles(99);
        try {
            world.serve(film(ANN));
        } catch (Rejected | IllegalStateException killed) {
            world.ledger.failSettles(0);
        }
        world.clock.advance(World.DEADLINE.plusSeconds(1));
        assertThat(world.sweep().sweep()).isEqualTo(1);
        assertThat(world.theRow().costNanoUsd()).isEqualTo(TABLE_NANO_USD);
        assertThat(world.theRow().usage().estimated()).isTrue();
    }

    @Test
    void aJobThatTheLedgerCouldNotBeToldOfIsLostAndHoldsNoPlace() throws Rejected {
        world.ledger.failSettles(3);
        world.script(
                admitted -> {
                    try {
                        return starts("j1").run(admitted);
                    } catch (StoreUnavailable e) {
                        return new Attempted.Refused(
                                Fault.of(Fault.Kind.LOST, 502, "a store is away"),
                                admitted.reserved());
                    }
                });
        assertThat(world.refused(film(ANN))).isInstanceOf(Rejection.JobUnknown.class);
        assertThat(world.theRow().costNanoUsd()).isEqualTo(TABLE_NANO_USD);
        world.clock.advance(Duration.ofSeconds(1));
        started();
    }
}
