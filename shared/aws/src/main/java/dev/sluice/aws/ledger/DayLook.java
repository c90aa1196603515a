package dev.sluice.aws.ledger;

import dev.sluice.aws.store.Attributes;
import dev.sluice.aws.store.StoreCalls;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.Rollup;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The sweep's look at one day's item, and at the rows of the requests that are marked in it:
 *
 * <pre>
 *   a mark whose row is        is
 *   open                       left; the row is told if it is overdue
 *   settled                    taken out, with the row added to the sums
 *   settled, not readable      left until the row is set aside, which the sweep does
 *   settled, by another mark   taken out: one that came late, or the row is in the sums already
 *   set aside                  taken out
 *   not there                  taken out when it must be over: nobody was called
 * </pre>
 *
 * The item leaves the index when there is none. For use by one thread, once.
 */
final class DayLook {
    /** A row is written beside its mark: then it is, or never will be. */
    private static final Duration NEVER_WRITTEN = Duration.ofHours(1);

    private static final Duration BEING_WRITTEN = Duration.ofMinutes(1);

    /** No longer than a request may take: else the next one's mark would have to go out twice. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private final Map<String, AttributeValue> day;
    private final Map<String, AttributeValue> key;
    private final OverdueRows.Look look;
    private final StoredItems items;
    private final RowMarks rowMarks;
    private final DayWrites days;
    private boolean overdue;
    private boolean open;
    private Instant next;

    DayLook(
            Map<String, AttributeValue> day,
            OverdueRows.Look look,
            StoredItems items,
            RowMarks rowMarks,
            DayWrites days) {
        this.day = day;
        this.key = StoredItems.key(day);
        this.look = look;
        this.items = items;
        this.rowMarks = rowMarks;
        this.days = days;
        this.next = look.now.plus(LONGEST_WAIT);
    }

    /** Ends where enough is found: then it is looked at again. */
    void look(int most) {
        long seenMicros = Attributes.number(day, LedgerItems.DEADLINE);
        if (!look.isOver(seenMicros)) {
            return; // another sweep was here
        }
        Map<String, List<DayMark>> marks = DayItems.marks(day);
        requests(List.copyOf(marks.values()), most);
        if (overdue || look.size() >= most) {
            return;
        }
        if (open) {
            Map<String, AttributeValue> stands = days.lookAgain(key, seenMicros, next);
            Map<String, List<DayMark>> since = DayItems.marks(stands);
            since.keySet().removeAll(marks.keySet());
            if (!since.isEmpty()) {
                requests(List.copyOf(since.values()), Integer.MAX_VALUE);
                days.lookBy(key, overdue ? look.now : next);
            }
        } else {
            days.leave(key);
        }
    }

    private void requests(List<List<DayMark>> marks, int most) {
        int step = StoredItems.MOST_AT_ONCE;
        for (int from = 0; from < marks.size() && look.size() < most; from += step) {
            requests(marks.subList(from, Math.min(marks.size(), from + step)));
        }
    }

    private void requests(List<List<DayMark>> marks) {
        String callerId = Attributes.text(day, LedgerItems.CALLER_ID);
        List<Map<String, AttributeValue>> found =
                items.read(
                        marks.stream()
                                .map(of -> LedgerItems.rowKey(callerId, of.getFirst().requestId()))
                                .toList(),
                        look.byWrites);
        for (int i = 0; i < found.size(); i++) {
            request(marks.get(i), found.get(i));
        }
    }

    private void request(List<DayMark> marks, Map<String, AttributeValue> row) {
        if (row.isEmpty()) {
            withoutRow(marks);
        } else if (row.containsKey(LedgerItems.SET_ASIDE)) {
            days.drop(key, marks);
        } else if (LedgerItems.isSettled(row)) {
            settled(marks, row);
        } else {
            open(marks, row);
        }
    }

    private void withoutRow(List<DayMark> marks) {
        Instant begun = begun(marks.getFirst());
        if (begun.plus(NEVER_WRITTEN).isBefore(look.now)) {
            days.drop(key, marks);
        } else {
            boolean young = look.now.isBefore(begun.plus(BEING_WRITTEN));
            lookAgain(look.now.plus(young ? BEING_WRITTEN : LONGEST_WAIT));
        }
    }

    /** By the request's id; else no later than its day. */
    private Instant begun(DayMark mark) {
        long millis = mark.epochMillis();
        return millis >= 0
                ? Instant.ofEpochMilli(millis)
                : DayItems.day(day).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** One that a version of before has settled has no settler, and is in the sums by that. */
    private void settled(List<DayMark> marks, Map<String, AttributeValue> row) {
        List<DayMark> strays = new ArrayList<>(marks);
        if (row.containsKey(LedgerItems.SETTLER)) {
            try {
                DayMark counts = LedgerItems.mark(marks.getFirst().requestId(), row);
                if (strays.remove(counts)) {
                    add(counts, UsageItems.summand(row));
                }
            } catch (StoreUnavailable e) {
                throw e;
            } catch (RuntimeException e) {
                overdue = true;
                look.cannotRead(row, e);
                return;
            }
        }
        if (!strays.isEmpty()) {
            days.drop(key, strays);
        }
    }

    /**
     * To a day that cannot be added to no row can be; what is overdue in it is closed all the same.
     */
    private void add(DayMark mark, Rollup row) {
        try {
            days.add(key, mark, row);
        } catch (StoreUnavailable e) {
            if (!StoreCalls.isOfItsItem(e)) {
                throw e;
            }
            overdue = true;
            look.failures.add(e);
        }
    }

    private void open(List<DayMark> marks, Map<String, AttributeValue> row) {
        Ledger.Overdue standing;
        try {
            long deadlineMicros = Attributes.number(row, LedgerItems.DEADLINE);
            if (!look.isOver(deadlineMicros)) {
                lookAgain(LedgerItems.instant(deadlineMicros));
                return;
            }
            standing = UsageItems.overdue(row);
        } catch (RuntimeException e) {
            overdue = true;
            look.cannotRead(row, e);
            return;
        }
        overdue = true;
        counts(marks, standing, row);
        look.rows.add(standing);
    }

    /**
     * Its process died when the first mark was lost, and before it could say which one is there.
     */
    private void counts(
            List<DayMark> marks, Ledger.Overdue standing, Map<String, AttributeValue> row) {
        if (!row.containsKey(LedgerItems.MARK) && marks.getFirst().number() != 0) {
            StoreCalls.call("mark a row", () -> rowMarks.marked(standing.row(), marks.getFirst()));
        }
    }

    private void lookAgain(Instant at) {
        open = true;
        next = at.isBefore(next) ? at : next;
    }
}
