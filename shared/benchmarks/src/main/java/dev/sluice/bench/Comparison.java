package dev.sluice.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Values of two contenders, row by row: the median of each, its range, and how they differ. */
final class Comparison {
    private final List<Contender> contenders;
    private final Map<String, Map<Contender, List<Double>>> rows = new LinkedHashMap<>();

    Comparison(List<Contender> contenders) {
        this.contenders = contenders;
    }

    void add(Contender contender, String row, double value) {
        rows.computeIfAbsent(row, first -> new LinkedHashMap<>())
                .computeIfAbsent(contender, first -> new ArrayList<>())
                .add(value);
    }

    /** A row a measure; the last column is the second's median against the first's. */
    String markdown() {
        Contender before = contenders.getFirst();
        Contender after = contenders.getLast();
        StringBuilder text = new StringBuilder();
        text.append("| | ").append(before.name()).append(" | ").append(after.name());
        text.append(" | change |\n|---|---|---|---|\n");
        rows.forEach(
                (row, values) -> {
                    List<Double> first = values.getOrDefault(before, List.of());
                    List<Double> second = values.getOrDefault(after, List.of());
                    text.append("| ").append(row).append(" | ").append(told(first));
                    text.append(" | ").append(told(second)).append(" | ");
                    text.append(change(median(first), median(second))).append(" |\n");
                });
        return text.toString();
    }

    private static String told(List<Double> values) {
        String median = Report.number(median(values));
        return values.size() < 2
                ? median
                : median
                        + " ["
                        + Report.number(Collections.min(values))
                        + ".."
                        + Report.number(Collections.max(values))
                        + "]";
    }

    private static String change(double before, double after) {
        return before <= 0
                ? "–"
                : String.format(Locale.ROOT, "%+.0f %%", 100 * (after - before) / before);
    }

    static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
