package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A row is settled, and what is left is to add it to the sum of its day. */
class AddedUpTest {
    private static final Call CALL = Samples.call("deepseek/r1");
    private static final Limit HELD = new Limit(Measure.REQUESTS, 3, InFlight.IN_FLIGHT);

    private final World world = new World(Samples.slot(1, "together"));
    private final List<BooleanSupplier> later = new ArrayList<>();
    private int failing;
    private int added;

    private static Call by(Limit... limits) {
        return CALL.by(new Caller("ann", List.of(), List.of(limits)));
    }

    private boolean corrected() {
        return world.limits.events().stream().anyMatch(event -> event.startsWith("settle"));
    }

    private void add() {
        if (failing-- > 0) {
            throw new StoreUnavailable("day", new IllegalStateException("scripted"));
        }
        added++;
    }

    @Test
    void whatCannotBeAddedIsTriedLaterAndTheRowIsSettledAllTheSame() throws Rejected {
        world.later(later::add);
        world.ledger.leaving(this::add);
        failing = 2;
        world.serve(by(HELD));
        assertThat(world.theRow().costNanoUsd()).isPositive();
        assertThat(world.unsettled).isEmpty();
        assertThat(corrected()).isTrue();
        assertThat(later)
                .singleElement()
                .satisfies(retry -> assertThat(retry.getAsBoolean()).isFalse());
        assertThat(later.getFirst().getAsBoolean()).isTrue();
        assertThat(added).isEqualTo(1);
        assertThat(world.settled).as("told once").hasSize(1);
    }

    @Test
    void theSumDoesNotHoldUpTheCorrection() throws Rejected {
        world.ledger.leaving(
                () -> {
                    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
                    while (!corrected() && System.nanoTime() < endNanos) {
                        Thread.onSpinWait();
                    }
                    assertThat(corrected()).isTrue();
                    add();
                });
        world.serve(by(HELD));
        assertThat(added).isEqualTo(1);
    }

    /** Else what it held would be free while the sum does not have it yet. */
    @Test
    void ofACreditTheSumComesFirst() throws Rejected {
        Limit credit = new Limit(Measure.NANO_USD, 1_000_000_000_000L, Calendar.EVER);
        world.later(later::add);
        world.ledger.leaving(
                () -> {
                    assertThat(corrected()).isFalse();
                    add();
                });
        failing = 1;
        world.serve(by(credit));
        assertThat(corrected()).as("it could not be added").isFalse();
        assertThat(later)
                .singleElement()
                .satisfies(retry -> assertThat(retry.getAsBoolean()).isTrue());
        assertThat(corrected()).isTrue();
        assertThat(added).isEqualTo(1);
    }
}
