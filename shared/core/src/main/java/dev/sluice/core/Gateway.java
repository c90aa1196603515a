package dev.sluice.core;

import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.authenticate.Authenticate;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.relay.Admitted;
import dev.sluice.core.relay.Attempt;
import dev.sluice.core.relay.Journey;
import dev.sluice.core.relay.Relay;
import dev.sluice.core.relay.Relayed;
import dev.sluice.core.resolve.Accounts;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Resolve;
import dev.sluice.core.settle.Entry;
import dev.sluice.core.settle.Settle;
import dev.sluice.core.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of a request, left to right: authenticate → resolve → admit → relay → settle. Read this
 * first.
 *
 * <p>Before the first byte everything can be refused ({@link Rejected}) and everything can fall
 * back to the next candidate. After it there is only an outcome. Whatever happens, the reservation
 * ends and an admitted request has exactly one row.
 */
public final class Gateway {
    private final Authenticate authenticate;
    private final Resolve resolve;
    private final Relay relay;
    private final Settle settle;
    private final Clock clock;

    public Gateway(
            Authenticate authenticate, Resolve resolve, Relay relay, Settle settle, Clock clock) {
        this.authenticate = authenticate;
        this.resolve = resolve;
        this.relay = relay;
        this.settle = settle;
        this.clock = clock;
    }

    /** Who? Takes the {@code Authorization} header; comes before the body is read. */
    public Caller authenticate(@Nullable String authorization) throws Rejected {
        try {
            return authenticate.authenticate(authorization);
        } catch (StoreUnavailable e) {
            throw Rejected.unavailable(e);
        }
    }

    /**
     * Serves one request and returns when its row is settled. Throws where the client has seen
     * nothing yet.
     */
    public void serve(Call call, Attempt attempt) throws Rejected {
        serve(call, Accounts.CONFIGURED, attempt);
    }

    /** By these accounts rather than by the configured ones alone. */
    public void serve(Call call, Accounts accounts, Attempt attempt) throws Rejected {
        long startNanos = clock.nanos();
        List<Candidate> candidates = candidates(call, accounts);
        Journey journey = relay.begin(call, startNanos);
        Row row = new Row();
        try {
            Relayed relayed =
                    relay.relay(
                            journey,
                            candidates,
                            (candidate, reservation) ->
                                    row.open(settle.open(call, candidate, reservation)),
                            attempt);
            uninterrupted(() -> settle.close(row.opened(), journey, relayed, startNanos));
        } catch (Rejected e) {
            Rejected told = e.after(journey.tried());
            end(row, journey, e.rejection(), startNanos);
            throw told;
        } catch (StoreUnavailable e) {
            Rejected unavailable = Rejected.unavailable(e);
            end(row, journey, unavailable.rejection(), startNanos);
            throw unavailable;
        } catch (RuntimeException | Error e) {
            died(row, journey, e, startNanos);
            throw e;
        }
    }

    private List<Candidate> candidates(Call call, Accounts accounts) throws Rejected {
        try {
            return resolve.candidates(call, accounts);
        } catch (StoreUnavailable e) {
            throw Rejected.unavailable(e);
        }
    }

    private void died(Row row, Journey journey, Throwable cause, long startNanos) {
        if (row.entry != null && journey.relaying()) {
            settle.abandon(row.entry, cause);
        } else {
            end(row, journey, new Rejection.UpstreamFailed(500, "internal error"), startNanos);
        }
    }

    private void end(Row row, Journey journey, Rejection rejection, long startNanos) {
        Entry entry = row.entry;
        Candidate last = journey.lastCalled();
        if (entry == null || last == null) {
            uninterrupted(() -> settle.giveBack(journey.requestId(), journey.reservation()));
            return;
        }
        uninterrupted(
                () ->
                        settle.closeUnserved(
                                entry,
                                journey,
                                last,
                                Statuses.of(rejection),
                                Statuses.code(rejection),
                                startNanos));
    }

    /** Clients of stores refuse to work for an interrupted thread; what was taken must end. */
    private static void uninterrupted(Runnable ending) {
        boolean interrupted = Thread.interrupted();
        try {
            ending.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static final class Row {
        @Nullable Entry entry;

        Admitted.Gate open(Entry opening) {
            entry = opening;
            return opening::await;
        }

        Entry opened() {
            if (entry == null) {
                throw new IllegalStateException("an attempt was relayed without a row");
            }
            return entry;
        }
    }
}
