package dev.sluice.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What was taken and used in a run, by the true time. */
final class AccuracyLog {
    /**
     * One admitted request.
     *
     * @param takenMicros when it knew that it was admitted
     * @param endedMicros when it began to settle: until then all that was reserved is held
     */
    record Taking(long takenMicros, long reserved, long endedMicros, long used) {
        long counts(long atMicros) {
            return endedMicros <= atMicros ? used : reserved;
        }
    }

    private final List<Taking> takings = new ArrayList<>();

    /** A line a taking: its four numbers. */
    void add(String lines) {
        for (String line : lines.lines().toList()) {
            String[] numbers = line.split(" ", -1);
            takings.add(
                    new Taking(
                            Long.parseLong(numbers[0]),
                            Long.parseLong(numbers[1]),
                            Long.parseLong(numbers[2]),
                            Long.parseLong(numbers[3])));
        }
        takings.sort(Comparator.comparingLong(Taking::takenMicros));
    }

    int size() {
        return takings.size();
    }

    /** The most that was used or still held of what was taken in a window. */
    long worstWindow(long windowMicros) {
        long worst = 0;
        int from = 0;
        for (int last = 0; last < takings.size(); last++) {
            long now = takings.get(last).takenMicros();
            while (takings.get(from).takenMicros() < now - windowMicros) {
                from++;
            }
            long sum = 0;
            for (Taking taking : takings.subList(from, last + 1)) {
                sum += taking.counts(now);
            }
            worst = Math.max(worst, sum);
        }
        return worst;
    }

    /** What was used of all that was taken so long after the first. */
    long usedWithin(long micros) {
        long sum = 0;
        for (Taking taking : takings) {
            if (taking.takenMicros() - takings.getFirst().takenMicros() <= micros) {
                sum += taking.used();
            }
        }
        return sum;
    }
}
