package dev.sluice.aws.ledger;

import dev.sluice.aws.store.Attributes;
import dev.sluice.aws.store.StoreCalls;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.admit.SideBySide;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.call.Shown;
import dev.sluice.core.settle.Job;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.Note;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Rollup;
import dev.sluice.core.settle.RowRefused;
import dev.sluice.core.settle.Settlement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The usage table (architecture §5). {@code open} writes the row, and a mark of it into its
 * caller's day item, side by side; {@code settle} the row, and then the sums of the day, which
 * takes the mark away. A row whose process died in between is settled and still marked: whoever
 * finds it so, the sweep at the latest, adds it to the sums, and the mark lets one of them
 * (docs/decisions/0008).
 *
 * <p>A process that dies when its row is written and its mark is not, which is sent first, leaves a
 * row for which nobody was called, and which no sweep finds: it stays open, is in no sum, and
 * expires after 90 days. Safe for any thread.
 */
public final class DynamoLedger implements Ledger {
    private static final Closed NOT_HERE = new Closed(false, List.of());
    private static final int TRIES = 6;
    private static final int MOST_REASON_CHARS = 300;

    private final String table;
    private final RowWrites rows;
    private final RowMarks marks;
    private final DayWrites days;
    private final OverdueRows overdue;

    public DynamoLedger(DynamoDbClient client, TableNames tables) {
        this.table = tables.usage();
        this.rows = new RowWrites(client, table);
        this.marks = new RowMarks(client, table);
        this.days = new DayWrites(client, table);
        this.overdue = new OverdueRows(client, table, marks, days);
    }

    @Override
    public void open(OpenRow row) {
        CountDownLatch markGoesOut = new CountDownLatch(1);
        AtomicReference<DayMark> marked = new AtomicReference<>(DayMark.first(row.requestId()));
        AtomicReference<Map<String, AttributeValue>> stood = new AtomicReference<>(Map.of());
        SideBySide.run(
                List.of(
                        () -> {
                            try {
                                marked.set(days.mark(row, markGoesOut::countDown));
                            } finally {
                                markGoesOut.countDown();
                            }
                        },
                        () -> {
                            await(markGoesOut);
                            stood.set(write(row));
                        }));
        if (LedgerItems.isSettled(stood.get())) {
            days.drop(DayItems.key(row), DayMark.ofOpening(row.requestId())); // it is in the sums
        } else if (marked.get().number() != 0) {
            sayWhichCounts(row, marked.get());
        }
    }

    private Map<String, AttributeValue> write(OpenRow row) {
        return StoreCalls.call("open on " + table, () -> rows.open(row)).orElse(Map.of());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever writes next fails by it
        }
    }

    /** Before a provider is called: whoever settles the row must know. */
    private void sayWhichCounts(OpenRow row, DayMark mark) {
        Optional<Map<String, AttributeValue>> found =
                StoreCalls.call("open on " + table, () -> marks.marked(row, mark));
        if (found.isPresent() && !LedgerItems.mark(row.requestId(), found.get()).equals(mark)) {
            throw new StoreUnavailable(
                    "open on " + table, new IllegalStateException("its row is gone"));
        }
    }

    @Override
    public void note(OpenRow row, Note note) {
        StoreCalls.call("note on " + table, () -> rows.note(row, note));
    }

    @Override
    public boolean started(OpenRow row, Note note, Job job, Instant firstLook) {
        AtomicBoolean started = new AtomicBoolean();
        SideBySide.run(
                List.of(
                        () ->
                                started.set(
                                        StoreCalls.call(
                                                "start on " + table,
                                                () -> rows.started(row, note, job, firstLook))),
                        () -> soon(row, firstLook)));
        return started.get();
    }

    /** Where it cannot be told, the sweep comes later. */
    private void soon(OpenRow row, Instant firstLook) {
        try {
            days.lookBy(DayItems.key(row), firstLook);
        } catch (StoreUnavailable e) {
            // the row stands for its job all the same
        }
    }

    @Override
    public void lookAgain(OpenRow row, Instant at) {
        boolean open = StoreCalls.call("look again on " + table, () -> rows.lookAgain(row, at));
        if (open && at.isBefore(row.deadline())) {
            days.lookBy(DayItems.key(row), at);
        }
    }

    @Override
    public void hide(OpenRow row) {
        StoreCalls.call("delete on " + table, () -> rows.hide(row));
    }

    /** The row goes first: one that is settled after all keeps its mark until it is summed. */
    @Override
    public void discard(OpenRow row) {
        Map<String, AttributeValue> stays =
                StoreCalls.call("discard on " + table, () -> rows.discard(row)).orElse(Map.of());
        if (stays.isEmpty()) {
            days.undo(row);
        }
    }

    /** What cannot be added to the sums now, a sweep adds. */
    @Override
    public boolean settle(OpenRow row, Settlement settlement) {
        Closed closed = close(row, settlement);
        for (Runnable rest : closed.rest()) {
            try {
                rest.run();
            } catch (RuntimeException e) {
                // the row is settled all the same
            }
        }
        return closed.here();
    }

    @Override
    public Closed close(OpenRow row, Settlement settlement) {
        long settler = UUID.randomUUID().getLeastSignificantBits() >>> 1;
        DayMark mark = DayMark.first(row.requestId());
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<Map<String, AttributeValue>> instead = settled(row, settlement, mark, settler);
            if (instead.isEmpty()) {
                return added(row, mark, settlement);
            }
            Map<String, AttributeValue> found = instead.get();
            if (LedgerItems.isSettled(found)) {
                return settledBefore(row, found, settler);
            }
            if (found.isEmpty() || found.containsKey(LedgerItems.SET_ASIDE)) {
                return NOT_HERE;
            }
            if (found.containsKey(LedgerItems.OPEN_SHARD)) {
                overdue.adopt(row);
            }
            mark = LedgerItems.mark(row.requestId(), found);
        }
        throw new StoreUnavailable(
                "settle on " + table, new IllegalStateException("the row changes ever again"));
    }

    private Optional<Map<String, AttributeValue>> settled(
            OpenRow row, Settlement settlement, DayMark mark, long settler) {
        try {
            return StoreCalls.within(
                    "settle on " + table, () -> rows.settle(row, settlement, mark, settler));
        } catch (SdkException e) {
            throw failed(e);
        }
    }

    private Closed added(OpenRow row, DayMark mark, Settlement settlement) {
        return new Closed(
                true, List.of(() -> days.add(DayItems.key(row), mark, Rollup.of(settlement))));
    }

    /** By this call, whose answer was lost; or by another one, which may have died since. */
    private Closed settledBefore(OpenRow row, Map<String, AttributeValue> found, long settler) {
        OptionalLong by = Attributes.optionalNumber(found, LedgerItems.SETTLER);
        if (by.isEmpty()) {
            return NOT_HERE; // a version of before: it is in the sums by that
        }
        DayMark mark = LedgerItems.mark(row.requestId(), found);
        Runnable add = () -> days.add(DayItems.key(row), mark, UsageItems.summand(found));
        return new Closed(by.getAsLong() == settler, List.of(add));
    }

    private RuntimeException failed(SdkException cause) {
        StoreUnavailable failure = StoreCalls.unavailable("settle on " + table, cause);
        return StoreCalls.isOfItsItem(failure)
                ? new RowRefused(String.valueOf(failure.getMessage()), failure)
                : failure;
    }

    @Override
    public Found overdue(Instant now, int most) {
        return overdue.look(now, most);
    }

    /** Where the row has no room for the reason, it goes without. */
    @Override
    public void setAside(Stuck stuck) {
        try {
            setAside(stuck, Shown.cut(stuck.reason(), MOST_REASON_CHARS));
        } catch (StoreUnavailable e) {
            setAside(stuck, "");
        }
    }

    /** One that was settled meanwhile needs it no more, unless it is the figures it cannot tell. */
    private void setAside(Stuck stuck, String reason) {
        boolean settled =
                setAside(stuck, reason, false)
                        .filter(DynamoLedger::isStuckThoughSettled)
                        .isPresent();
        if (settled) {
            setAside(stuck, reason, true);
        }
    }

    private Optional<Map<String, AttributeValue>> setAside(
            Stuck stuck, String reason, boolean settled) {
        return StoreCalls.call(
                "set aside on " + table,
                () -> rows.setAside(stuck.callerId(), stuck.requestId(), reason, settled));
    }

    private static boolean isStuckThoughSettled(Map<String, AttributeValue> row) {
        return LedgerItems.isSettled(row)
                && (row.containsKey(LedgerItems.OPEN_SHARD) || !UsageItems.isSummand(row));
    }
}
