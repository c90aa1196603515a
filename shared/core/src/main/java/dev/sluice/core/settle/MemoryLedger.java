package dev.sluice.core.settle;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Usage rows kept in this process ({@code SLUICE_STORES=memory}): every open row, the newest
 * settled ones, and the rollups of the newest days. Safe for use by any thread (a lock over a few
 * map operations); never unavailable.
 */
public final class MemoryLedger implements Ledger, UsageView, JobBook {
    private static final int MOST_ROLLUPS = 2_000;

    /** Compared by hand: what a record brings is linked at its first use, in every cold start. */
    private record CallerDay(String callerId, LocalDate day) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof CallerDay that
                    && callerId.equals(that.callerId)
                    && day.equals(that.day);
        }

        @Override
        public int hashCode() {
            return 31 * callerId.hashCode() + day.hashCode();
        }
    }

    private final SettledRows settled = new SettledRows();
    private final Map<String, OpenRow> opened = new HashMap<>();
    private final Map<String, Overdue> open = new LinkedHashMap<>();
    private final Map<String, JobRow> jobs = new HashMap<>();
    private final Map<CallerDay, Rollup> rollups = new LinkedHashMap<>();

    @Override
    public synchronized void open(OpenRow row) {
        if (!settled.has(row.requestId()) && opened.putIfAbsent(row.requestId(), row) == null) {
            open.put(row.requestId(), new Overdue(row, Note.first(row)));
        }
    }

    @Override
    public synchronized void note(OpenRow row, Note note) {
        open.computeIfPresent(
                row.requestId(),
                (id, known) ->
                        note.attempts() < known.note().attempts()
                                ? known
                                : new Overdue(
                                        known.row().grown(note.grown()),
                                        new Note(note.served(), note.attempts(), note.soFar()),
                                        known.job()));
    }

    @Override
    public synchronized boolean started(OpenRow row, Note note, Job job, Instant firstLook) {
        Overdue standing = open.get(row.requestId());
        if (standing == null) {
            return false;
        }
        OpenRow due = standing.row().due(firstLook);
        put(new Overdue(due, note, Optional.of(job)));
        jobs.put(row.requestId(), new JobRow(due, note, job, Optional.empty()));
        return true;
    }

    @Override
    public synchronized void lookAgain(OpenRow row, Instant at) {
        Overdue standing = open.get(row.requestId());
        if (standing != null) {
            put(new Overdue(standing.row().due(at), standing.note(), standing.job()));
        }
    }

    @Override
    public synchronized void hide(OpenRow row) {
        jobs.computeIfPresent(
                row.requestId(),
                (id, known) ->
                        new JobRow(
                                known.row(), known.note(), known.job().hide(), known.settlement()));
    }

    @Override
    public synchronized Optional<JobRow> job(String callerId, String requestId) {
        return Optional.ofNullable(jobs.get(requestId))
                .filter(job -> job.row().callerId().equals(callerId));
    }

    @Override
    public synchronized List<JobRow> jobs(
            String callerId, String form, String after, boolean newestFirst, int most) {
        Comparator<JobRow> byId = Comparator.comparing(job -> job.row().requestId());
        return jobs.values().stream()
                .filter(job -> job.row().callerId().equals(callerId))
                .filter(job -> job.job().form().equals(form) && !job.job().hidden())
                .sorted(newestFirst ? byId.reversed() : byId)
                .filter(job -> after.isEmpty() || isAfter(job, after, newestFirst))
                .limit(most)
                .toList();
    }

    private static boolean isAfter(JobRow job, String after, boolean newestFirst) {
        int order = job.row().requestId().compareTo(after);
        return newestFirst ? order < 0 : order > 0;
    }

    private void put(Overdue standing) {
        OpenRow row = standing.row();
        open.put(row.requestId(), standing);
        opened.put(row.requestId(), row);
    }

    @Override
    public synchronized void discard(OpenRow row) {
        if (open.remove(row.requestId()) != null) {
            opened.remove(row.requestId());
        }
    }

    @Override
    public synchronized boolean settle(OpenRow row, Settlement settlement) {
        Overdue standing = open.get(row.requestId());
        if (standing == null) {
            return false;
        }
        CallerDay callerDay = callerDay(standing.row());
        Rollup after = rollups.getOrDefault(callerDay, Rollup.NONE).plus(Rollup.of(settlement));
        rollups.put(callerDay, after);
        open.remove(row.requestId());
        opened.remove(row.requestId());
        jobs.computeIfPresent(
                row.requestId(),
                (id, job) -> new JobRow(job.row(), job.note(), job.job(), Optional.of(settlement)));
        makeRoom(settled.add(standing.row(), settlement));
        return true;
    }

    @Override
    public synchronized Found overdue(Instant now, int most) {
        List<Overdue> overdue = new ArrayList<>();
        for (Overdue standing : open.values()) {
            if (standing.row().deadline().isBefore(now)) {
                overdue.add(standing);
            }
        }
        overdue.sort(Comparator.comparing(standing -> standing.row().deadline()));
        return new Found(overdue.subList(0, Math.min(most, overdue.size())), List.of());
    }

    @Override
    public synchronized void setAside(Stuck stuck) {
        open.remove(stuck.requestId());
    }

    @Override
    public synchronized Optional<UsageRow> row(String callerId, String requestId) {
        return Optional.ofNullable(opened.get(requestId))
                .map(MemoryLedger::unsettled)
                .or(() -> settled.row(requestId))
                .filter(row -> isOf(callerId, row));
    }

    @Override
    public synchronized List<UsageRow> newest(String callerId, int most) {
        return Stream.concat(opened.values().stream().map(MemoryLedger::unsettled), settled.all())
                .filter(row -> isOf(callerId, row))
                .sorted(
                        Comparator.comparing((UsageRow row) -> row.opened().createdAt())
                                .thenComparing(row -> row.opened().requestId())
                                .reversed())
                .limit(most)
                .toList();
    }

    @Override
    public synchronized Rollup rollup(String callerId, LocalDate day) {
        return rollups.getOrDefault(new CallerDay(callerId, day), Rollup.NONE);
    }

    @Override
    public synchronized SortedMap<LocalDate, Rollup> days(String callerId) {
        SortedMap<LocalDate, Rollup> days = new TreeMap<>();
        rollups.forEach(
                (key, rollup) -> {
                    if (key.callerId().equals(callerId)) {
                        days.put(key.day(), rollup);
                    }
                });
        return days;
    }

    private void makeRoom(@Nullable String goneId) {
        if (goneId != null) {
            jobs.remove(goneId);
        }
        if (rollups.size() > MOST_ROLLUPS) {
            rollups.remove(rollups.keySet().iterator().next());
        }
    }

    private static UsageRow unsettled(OpenRow row) {
        return new UsageRow(row, Optional.empty());
    }

    private static boolean isOf(String callerId, UsageRow row) {
        return row.opened().callerId().equals(callerId);
    }

    private static CallerDay callerDay(OpenRow row) {
        return new CallerDay(
                row.callerId(), row.createdAt().atOffset(ZoneOffset.UTC).toLocalDate());
    }
}
