package dev.sluice.deploy.smoke;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The times between events, for people.
 *
 * @param eventNanos when each event arrived, since the request was sent
 * @param gapNanos from each event to the next
 */
record Gaps(List<Long> eventNanos, List<Long> gapNanos) {
    private static final int SHOWN = 24;

    static Gaps of(List<Long> eventNanos) {
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < eventNanos.size(); i++) {
            gaps.add(eventNanos.get(i) - eventNanos.get(i - 1));
        }
        return new Gaps(List.copyOf(eventNanos), List.copyOf(gaps));
    }

    List<String> lines(long headersNanos) {
        if (eventNanos.isEmpty()) {
            return List.of("  headers after " + millis(headersNanos) + ", no event");
        }
        List<String> lines = new ArrayList<>();
        lines.add(
                "  headers after "
                        + millis(headersNanos)
                        + ", first event after "
                        + millis(eventNanos.getFirst())
                        + ", "
                        + eventNanos.size()
                        + " events, last after "
                        + millis(eventNanos.getLast()));
        if (!gapNanos.isEmpty()) {
            lines.add(
                    "  gaps: p50 "
                            + millis(percentile(50))
                            + ", p95 "
                            + millis(percentile(95))
                            + ", longest "
                            + millis(percentile(100)));
            lines.add(
                    "  each: "
                            + gapNanos.stream()
                                    .limit(SHOWN)
                                    .map(nanos -> "+" + nanos / 1_000_000)
                                    .collect(Collectors.joining(" "))
                            + (gapNanos.size() > SHOWN ? " …" : "")
                            + " ms");
        }
        return lines;
    }

    private long percentile(int percent) {
        List<Long> sorted = gapNanos.stream().sorted().toList();
        return sorted.get((sorted.size() * percent + 99) / 100 - 1);
    }

    private static String millis(long nanos) {
        return nanos / 1_000_000 + " ms";
    }
}
