package dev.sluice.core.admit;

import static dev.sluice.core.admit.Claims.claim;
import static dev.sluice.core.admit.Claims.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link LimitStore} does about pauses. A subclass makes an empty store for each test.
 */
public abstract class LimitPausesContract {
    protected static final long NOW =
            Instant.parse("2100-03-01T10:00:00Z").getEpochSecond() * 1_000_000;

    private static final long SECOND = 1_000_000;

    private static final Scope SLOT =
            new Scope(
                    "slot#3",
                    List.of(
                            Limit.perMinute(Measure.REQUESTS, 6),
                            Limit.perMinute(Measure.TOKENS, 600)));

    private LimitStore store = new MemoryLimits();

    /** An empty store. */
    protected abstract LimitStore newStore();

    @BeforeEach
    void start() {
        store = newStore();
    }

    @Test
    void nothingPassesACooldownUntilItEnds() {
        taken(SLOT, tokens(60), NOW);
        store.coolDown(SLOT.id(), NOW + 30 * SECOND);
        Verdict.Refused refused = refused(SLOT, tokens(1), NOW + SECOND);
        assertThat(refused.limit()).isNull();
        assertThat(refused.waitMicros()).isEqualTo(29 * SECOND);
        assertThat(counted(SLOT, NOW + SECOND)).containsExactly(1L, 60L);
        refused(SLOT, tokens(1), NOW + 30 * SECOND - 1);
        taken(SLOT, tokens(1), NOW + 30 * SECOND);
    }

    @Test
    void aScopeThatWasNeverUsedCanCoolDown() {
        store.coolDown(SLOT.id(), NOW + 30 * SECOND);
        assertThat(refused(SLOT, tokens(1), NOW).waitMicros()).isEqualTo(30 * SECOND);
        taken(SLOT, tokens(600), NOW + 30 * SECOND);
        assertThat(counted(SLOT, NOW + 30 * SECOND)).containsExactly(1L, 600L);
    }

    @Test
    void aCooldownIsMadeLongerAndNeverShorter() {
        store.coolDown(SLOT.id(), NOW + 30 * SECOND);
        store.coolDown(SLOT.id(), NOW + 10 * SECOND);
        assertThat(refused(SLOT, tokens(1), NOW).waitMicros()).isEqualTo(30 * SECOND);
        store.coolDown(SLOT.id(), NOW + 40 * SECOND);
        assertThat(refused(SLOT, tokens(1), NOW).waitMicros()).isEqualTo(40 * SECOND);
    }

    @Test
    void aCooldownForgetsNothingThatWasTaken() {
        taken(SLOT, tokens(600), NOW);
        store.coolDown(SLOT.id(), NOW + 30 * SECOND);
        assertThat(refused(SLOT, tokens(600), NOW + 30 * SECOND).waitMicros())
                .isEqualTo(33 * SECOND);
    }

    @Test
    void aModelCoolsDownAloneOnItsSlot() {
        Scope one = new Scope(SLOT.id(), SLOT.limits(), "a/b-1.0 c#d");
        Scope other = new Scope(SLOT.id(), SLOT.limits(), "e");
        store.coolDown(one, new Cooldown(NOW + 30 * SECOND, 30 * SECOND, false));
        assertThat(refused(one, tokens(1), NOW).waitMicros()).isEqualTo(30 * SECOND);
        taken(other, tokens(1), NOW);
        taken(SLOT, tokens(1), NOW);
        store.coolDown(other, new Cooldown(NOW + 20 * SECOND, 20 * SECOND, false));
        assertThat(refused(other, tokens(1), NOW).waitMicros()).isEqualTo(20 * SECOND);
        taken(one, tokens(1), NOW + 30 * SECOND);
        taken(one, tokens(1), NOW + 30 * SECOND);
        taken(other, tokens(1), NOW + 30 * SECOND);
    }

    @Test
    void afterAPauseOneProbePassesAloneAndOpensItForAll() {
        for (Scope scope : List.of(SLOT, new Scope("slot#9", List.of()))) {
            store.coolDown(scope, new Cooldown(NOW + 5 * SECOND, 5 * SECOND, true));
            refused(scope, tokens(1), NOW + 5 * SECOND - 1);
            taken(scope, tokens(1), NOW + 5 * SECOND);
            assertThat(refused(scope, tokens(1), NOW + 5 * SECOND).limit()).isNull();
            store.open(scope);
            taken(scope, tokens(1), NOW + 5 * SECOND);
            taken(scope, tokens(1), NOW + 5 * SECOND);
        }
    }

    @Test
    void aProbeThatDiesIsFollowedByAnother() {
        store.coolDown(SLOT, new Cooldown(NOW + 5 * SECOND, 5 * SECOND, true));
        taken(SLOT, tokens(1), NOW + 5 * SECOND);
        refused(SLOT, tokens(1), NOW + 14 * SECOND);
        taken(SLOT, tokens(1), NOW + 16 * SECOND);
        refused(SLOT, tokens(1), NOW + 16 * SECOND);
    }

    @Test
    void openingWhatIsNotParkedChangesNothing() {
        store.open(SLOT);
        store.coolDown(SLOT.id(), NOW + 5 * SECOND);
        store.open(SLOT);
        assertThat(refused(SLOT, tokens(1), NOW).waitMicros()).isEqualTo(5 * SECOND);
    }

    @Test
    void aPauseFromAClockFarAheadHoldsNobody() {
        long ahead = NOW + 300 * SECOND;
        Scope model = new Scope(SLOT.id(), SLOT.limits(), "m");
        store.coolDown(model, new Cooldown(ahead + 5 * SECOND, 5 * SECOND, false));
        taken(model, tokens(1), NOW);
        store.coolDown(SLOT, new Cooldown(ahead + 5 * SECOND, 5 * SECOND, true));
        taken(model, tokens(1), NOW);
    }

    @Test
    void howeverManyModelsAreThrottledFewPausesAreKeptAndOtherModelsAreTaken() {
        long nowMicros = NOW;
        for (int i = 0; i < 300; i++) {
            nowMicros += SECOND;
            store.coolDown(model("any/" + i), pause(nowMicros, 600 * SECOND));
            assertThat(paused()).isLessThanOrEqualTo(ScopeState.MOST_PAUSED_MODELS);
        }
        for (int i = 0; i < ScopeState.MOST_PAUSED_MODELS; i++) {
            long leftMicros = NOW + (i + 1) * SECOND + 600 * SECOND - nowMicros;
            assertThat(refused(model("any/" + i), tokens(1), nowMicros).waitMicros())
                    .as("no pause that holds is lost")
                    .isEqualTo(leftMicros);
        }
        taken(model("any/other"), tokens(1), nowMicros);
        taken(model("any/299"), tokens(1), nowMicros);
        store.coolDown(model("any/3"), pause(nowMicros, 600 * SECOND));
        assertThat(refused(model("any/3"), tokens(1), nowMicros).waitMicros())
                .as("one that pauses is paused for longer")
                .isEqualTo(600 * SECOND);
    }

    @Test
    void pausesThatAreOverMakeRoomAndThoseThatHoldStay() {
        store.coolDown(SLOT, pause(NOW, 900 * SECOND));
        store.coolDown(model("long"), pause(NOW, 600 * SECOND));
        long nowMicros = NOW;
        for (int i = 0; i < 300; i++) {
            nowMicros += SECOND;
            store.coolDown(model("any/" + i), pause(nowMicros, 5 * SECOND));
            assertThat(refused(model("any/" + i), tokens(1), nowMicros).limit()).isNull();
        }
        assertThat(paused()).isLessThanOrEqualTo(8);
        ScopeState state = store.read(SLOT);
        assertThat(state.cooldown("long").untilMicros()).isEqualTo(NOW + 600 * SECOND);
        assertThat(state.cooldownUntilMicros()).isEqualTo(NOW + 900 * SECOND);
    }

    /** Of these nobody knows when they began. */
    @Test
    void aPauseOfUnknownLengthEndsNoOther() {
        store.coolDown(model("a"), pause(NOW, 5 * SECOND));
        store.coolDown(model("b"), Cooldown.until(NOW + 60 * SECOND));
        assertThat(refused(model("a"), tokens(1), NOW).waitMicros()).isEqualTo(5 * SECOND);
        assertThat(refused(model("b"), tokens(1), NOW).waitMicros()).isEqualTo(60 * SECOND);
    }

    private static Scope model(String id) {
        return new Scope(SLOT.id(), SLOT.limits(), id);
    }

    private static Cooldown pause(long nowMicros, long waitMicros) {
        return new Cooldown(nowMicros + waitMicros, waitMicros, false);
    }

    private int paused() {
        return store.read(SLOT).modelCooldowns().size();
    }

    /** What counts against each limit of a scope. */
    private List<Long> counted(Scope scope, long nowMicros) {
        return counted(scope, store.read(scope), nowMicros);
    }

    private static List<Long> counted(Scope scope, ScopeState state, long nowMicros) {
        return scope.limits().stream()
                .map(limit -> state.counting(limit, nowMicros).sum())
                .toList();
    }

    private ScopeState taken(Scope scope, Measures measures, long nowMicros) {
        return taken(scope, claim(measures, nowMicros));
    }

    private ScopeState taken(Scope scope, Claim claim) {
        Verdict verdict = store.take(scope, claim);
        assertThat(verdict).isInstanceOf(Verdict.Taken.class);
        return ((Verdict.Taken) verdict).after();
    }

    private Verdict.Refused refused(Scope scope, Measures measures, long nowMicros) {
        Verdict verdict = store.take(scope, claim(measures, nowMicros));
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return (Verdict.Refused) verdict;
    }
}
