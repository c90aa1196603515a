package dev.sluice.devkit.e2e;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the provider saw of a {@link Torture} with what the tables say, when all rows are
 * closed. For one thread, once.
 */
final class TortureCount {
    static final String ROW_PREFIX = "req#";

    /** One stream in eight: longer than a note is old at most. */
    static final int LONG_EVENTS = 700;

    /** What was sent before is in the last note: it is written every four seconds. */
    private static final long NOTE_NANOS = 6_000_000_000L;

    /** Four bytes are estimated at 8/7 of a token, rounded up. */
    private static final int SLACK = 2;

    /** What the provider did for one request. */
    static final class Served {
        final AtomicInteger calls = new AtomicInteger();
        private final List<Long> sentNanos = new ArrayList<>();

        /** So many tokens at once. */
        synchronized void sends(int tokens) {
            long nowNanos = System.nanoTime();
            for (int i = 0; i < tokens; i++) {
                sentNanos.add(nowNanos);
            }
        }

        synchronized int sent() {
            return sentNanos.size();
        }

        /** What a note knows of: all that was sent well before the last token. */
        synchronized long noted() {
            return sentNanos.stream().filter(at -> sentNanos.getLast() - at > NOTE_NANOS).count();
        }
    }

    /**
     * What it came to.
     *
     * @param reached requests of which a provider saw something
     * @param withoutCall rows whose gateway was killed before it called
     * @param mostOff tokens by which the estimate of a killed request was off at most
     * @param faults what must not be; empty if all is well
     */
    record Figures(
            int kills,
            int reached,
            int rows,
            int withoutCall,
            int swept,
            int calls,
            long mostOff,
            List<String> faults) {
        @Override
        public String toString() {
            return "torture: "
                    + kills
                    + " kills, "
                    + reached
                    + " requests reached the provider in "
                    + calls
                    + " calls, "
                    + rows
                    + " rows ("
                    + withoutCall
                    + " killed before their call, "
                    + swept
                    + " closed by the sweep), estimated and sent differ by at most "
                    + mostOff
                    + " tokens of "
                    + LONG_EVENTS
                    + ", never by what was sent six seconds before, faults "
                    + faults.size()
                    + (faults.isEmpty() ? "" : " " + faults);
        }
    }

    private final int kills;
    private final Map<Long, Served> served;
    private final List<Map<String, String>> items;
    private final List<String> faults = new ArrayList<>();
    private int withoutCall;
    private int swept;
    private long mostOff;

    /**
     * @param served by what is known of a request
     * @param items of the usage table
     */
    TortureCount(int kills, Map<Long, Served> served, List<Map<String, String>> items) {
        this.kills = kills;
        this.served = served;
        this.items = items;
    }

    static List<Map<String, String>> rows(List<Map<String, String>> items) {
        return items.stream()
                .filter(item -> String.valueOf(item.get("sk")).startsWith(ROW_PREFIX))
                .toList();
    }

    static boolean isSettled(Map<String, String> row) {
        return "settled".equals(row.get("state"));
    }

    Figures figures() {
        Map<Long, Map<String, String>> byMark = new HashMap<>();
        for (Map<String, String> row : rows(items)) {
            if (byMark.put(number(row, "reservedOutputTokens"), row) != null) {
                faults.add("doubled " + row);
            }
        }
        served.forEach(
                (mark, mine) -> {
                    if (!byMark.containsKey(mark)) {
                        faults.add("no row for " + mark);
                    }
                });
        byMark.forEach((mark, row) -> add(row, served.get(mark)));
        sums(byMark);
        return new Figures(
                kills,
                served.size(),
                byMark.size(),
                withoutCall,
                swept,
                served.values().stream().mapToInt(mine -> mine.calls.get()).sum(),
                mostOff,
                faults);
    }

    /** Adds up a row, and tells of it if it is wrong. */
    private void add(Map<String, String> row, @Nullable Served mine) {
        boolean died = "request_died".equals(row.get("errorCode"));
        swept += died ? 1 : 0;
        long output = number(row, "outputTokens");
        if (mine == null) {
            withoutCall++;
            if (isSettled(row) && (!died || output > 0)) {
                faults.add("billed without a call " + row);
            }
            return;
        }
        // A row that died knows of the call that was about to be made.
        long ahead = number(row, "attempts") - mine.calls.get();
        if (ahead != 0 && !(died && ahead == 1)) {
            faults.add(mine.calls.get() + " calls " + row);
        }
        long off = Math.abs(mine.sent() - output);
        if (died) {
            mostOff = Math.max(mostOff, off);
        } else if ("completed".equals(row.get("outcome")) && off > 0) {
            faults.add(mine.sent() + " sent " + row);
        }
        if (died && (output < mine.noted() || output > mine.sent() * 8L / 7 + SLACK)) {
            faults.add(mine.sent() + " sent, " + mine.noted() + " long ago, far from " + row);
        }
    }

    private void sums(Map<Long, Map<String, String>> rows) {
        Map<String, Long> summed = new HashMap<>();
        for (Map<String, String> day : World.rollups(items)) {
            for (String name : List.of("requests", "inputTokens", "outputTokens", "costNanoUsd")) {
                summed.merge(name, number(day, name), Long::sum);
            }
        }
        summed.forEach(
                (name, sum) -> {
                    long ofRows =
                            rows.values().stream()
                                    .filter(TortureCount::isSettled)
                                    .mapToLong(
                                            row -> name.equals("requests") ? 1 : number(row, name))
                                    .sum();
                    if (sum != ofRows) {
                        faults.add(name + " of the days " + sum + ", of the rows " + ofRows);
                    }
                });
        if (summed.isEmpty()) {
            faults.add("no sums");
        }
    }

    static long number(Map<String, String> item, String name) {
        return Long.parseLong(item.getOrDefault(name, "0"));
    }
}
