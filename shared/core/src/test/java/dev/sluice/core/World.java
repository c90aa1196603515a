package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.admit.Admit;
import dev.sluice.core.admit.Holdings;
import dev.sluice.core.admit.RecordingLimits;
import dev.sluice.core.authenticate.Authenticate;
import dev.sluice.core.authenticate.MemoryKeys;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.Trace;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Admitted;
import dev.sluice.core.relay.Attempt;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.Budget;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.relay.Moment;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.resolve.Resolve;
import dev.sluice.core.resolve.Slot;
import dev.sluice.core.resolve.Slots;
import dev.sluice.core.settle.JobLook;
import dev.sluice.core.settle.JobSweep;
import dev.sluice.core.settle.Jobs;
import dev.sluice.core.settle.Journal;
import dev.sluice.core.settle.Later;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.RecordingLedger;
import dev.sluice.core.settle.Settle;
import dev.sluice.core.settle.Settlement;
import dev.sluice.core.settle.Sweep;
import dev.sluice.core.settle.UsageRow;
import dev.sluice.core.time.FakeClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.Supplier;

/** A whole gateway over memory stores, with providers that answer by script. */
public final class World implements Slots, Journal, Attempt {
    public static final Duration DEADLINE = Duration.ofMinutes(15);
    public static final Duration JOB_TIME = Duration.ofHours(3);
    public static final long OVERALL_NANOS = Duration.ofMinutes(10).toNanos();

    public final FakeClock clock = new FakeClock();
    public final RecordingLimits limits = new RecordingLimits();
    public final RecordingLedger ledger = new RecordingLedger();
    public final List<Settlement> settled = new ArrayList<>();

    /** What the gateway itself added to the time to the first byte, a relayed request each. */
    public final List<Duration> added = new ArrayList<>();

    public final List<String> unsettled = new ArrayList<>();
    public final List<String> uncorrected = new ArrayList<>();

    /** The candidates called: {@code slot model key}. */
    public final List<String> called = new ArrayList<>();

    public int rereads;
    private List<Slot> slots;
    private List<Slot> slotsReread;
    private Supplier<List<Slot>> source = () -> slots();
    private final Queue<Scripted> script = new ArrayDeque<>();
    private Moment moment = Moment.WAITING;
    private final Admit admit = new Admit(limits, clock);
    private Settle settle = settle(Later.NEVER);
    private int attempts = 4;

    /** What one call of a candidate does. */
    @FunctionalInterface
    public interface Scripted {
        Attempted run(Admitted admitted);
    }

    public World(Slot... slots) {
        this.slots = List.of(slots);
        this.slotsReread = this.slots;
    }

    public World attempts(int most) {
        attempts = most;
        return this;
    }

    /** Who goes on with settlements that failed. */
    public void later(Later later) {
        settle = settle(later);
    }

    private Settle settle(Later later) {
        return new Settle(ledger, Samples.CATALOG, this, clock, DEADLINE, later, jobs());
    }

    /** Who looks after the rows of jobs. */
    public Jobs jobs() {
        return new Jobs(
                ledger, new Holdings(limits, clock), Samples.CATALOG, this, clock, JOB_TIME);
    }

    public World rereading(Slot... newer) {
        slotsReread = List.of(newer);
        return this;
    }

    public World slotsFrom(Supplier<List<Slot>> newSource) {
        source = newSource;
        return this;
    }

    /** What the next candidates called do; after the script all serve. */
    public World script(Scripted... answers) {
        script.addAll(List.of(answers));
        return this;
    }

    /** What of it nobody has done yet. */
    public Queue<Scripted> script() {
        return script;
    }

    public void serve(Call call) throws Rejected {
        Resolve resolve = new Resolve(Samples.CATALOG, this, 0);
        Budget budget = new Budget(attempts, OVERALL_NANOS);
        Authenticate authenticate = new Authenticate(new MemoryKeys(), clock);
        moment = Moment.WAITING;
        new Gateway(authenticate, resolve, admit, settle, budget, clock).serve(call, this);
    }

    public Rejection refused(Call call) {
        Rejected rejected = catchThrowableOfType(Rejected.class, () -> serve(call));
        assertThat(rejected).isNotNull();
        return rejected.rejection();
    }

    public Sweep sweep() {
        return sweep(JobLook.NONE);
    }

    /** One that asks for jobs so. */
    public Sweep sweep(JobLook look) {
        JobSweep ofJobs = new JobSweep(ledger, jobs(), look, clock);
        return new Sweep(ledger, Samples.CATALOG, this, clock, ofJobs);
    }

    public List<UsageRow> rows() {
        return ledger.view().newest("ann", 100);
    }

    /** The one row there is, settled. */
    public Settlement theRow() {
        assertThat(rows()).hasSize(1);
        return rows().getFirst().settlement().orElseThrow();
    }

    @Override
    public Attempted run(Admitted admitted) {
        Slot slot = admitted.candidate().slot();
        called.add(
                slot.number()
                        + " "
                        + admitted.candidate().model().id()
                        + " "
                        + slot.key().reveal());
        Scripted next = script.poll();
        return (next == null ? delivers(Outcome.COMPLETED, 100, 50) : next).run(admitted);
    }

    @Override
    public Moment moment() {
        return moment;
    }

    /** The client has been sent a keep-alive. */
    public void commits() {
        moment = Moment.COMMITTED;
    }

    /** Relays so much. */
    public Scripted delivers(Outcome outcome, long inputTokens, long outputTokens) {
        return delivers(outcome, Metered.ofTokens(inputTokens, 0, outputTokens, 0, false));
    }

    public Scripted delivers(Outcome outcome, Metered usage) {
        return admitted -> {
            admitted.answered();
            moment = Moment.BEGUN;
            clock.advance(Duration.ofMillis(120));
            long firstByteNanos = clock.nanos();
            clock.advance(Duration.ofMillis(880));
            return new Attempted.Delivered(
                    outcome, 200, usage, "stop", null, OptionalLong.of(firstByteNanos));
        };
    }

    /** Relays something, then the provider fails. */
    public Scripted breaksOff(Fault fault) {
        return admitted -> {
            admitted.answered();
            moment = Moment.BEGUN;
            return new Attempted.Delivered(
                    Outcome.UPSTREAM_FAILED,
                    200,
                    Metered.ofTokens(100, 0, 1, 0, true),
                    null,
                    "upstream_error",
                    OptionalLong.of(clock.nanos()),
                    fault);
        };
    }

    public static Scripted faults(Fault.Kind kind, int status) {
        return admitted -> new Attempted.Refused(Fault.of(kind, status, "status " + status));
    }

    public static Scripted rateLimited(long waitMicros) {
        return admitted ->
                new Attempted.Refused(
                        new Fault(
                                Fault.Kind.RATE_LIMITED,
                                429,
                                waitMicros,
                                "slow",
                                null,
                                null,
                                null));
    }

    @Override
    public List<Slot> current() {
        return source.get();
    }

    @Override
    public List<Slot> reread() {
        rereads++;
        return slotsReread;
    }

    @Override
    public void settled(OpenRow row, Settlement settlement) {
        settled.add(settlement);
    }

    @Override
    public void relayed(OpenRow row, Settlement settlement, Trace trace, long addedNanos) {
        added.add(Duration.ofNanos(addedNanos));
        settled(row, settlement);
    }

    @Override
    public void unsettled(OpenRow row, RuntimeException cause) {
        unsettled.add(row.requestId());
    }

    @Override
    public void uncorrected(String requestId, RuntimeException cause) {
        uncorrected.add(requestId + " " + cause.getMessage());
    }

    private List<Slot> slots() {
        return slots;
    }
}
