package dev.sluice.bench.coldstart;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The samples as a table: percentiles, and their multiple of the hello world's where that was
 * measured too.
 */
record Table(Map<TableRow, List<Timing>> samples) {
    @Override
    public String toString() {
        int rounds = samples.values().stream().mapToInt(List::size).max().orElse(0);
        StringBuilder text = new StringBuilder("\nFresh JVM on one core to the first byte, ");
        text.append(rounds).append(" runs, ms (").append(Runtime.version());
        text.append(", ").append(System.getProperty("os.arch")).append(")\n");
        text.append(line("", "p50", "p95", "of hello", "CPU p50", "of hello"));
        samples.forEach((row, values) -> text.append(line(row, values)));
        return text.toString();
    }

    private String line(TableRow row, List<Timing> values) {
        double wallMillis = percentile(values, Timing::wallMillis, 50);
        double cpuMillis = percentile(values, Timing::cpuMillis, 50);
        return line(
                row.name(),
                whole(wallMillis),
                whole(percentile(values, Timing::wallMillis, 95)),
                ofHello(wallMillis, Timing::wallMillis),
                whole(cpuMillis),
                ofHello(cpuMillis, Timing::cpuMillis));
    }

    private static String line(
            String name, String p50, String p95, String ofHello, String cpu, String cpuOfHello) {
        return String.format(
                Locale.ROOT,
                "%-66s %6s %6s %9s %8s %9s%n",
                name,
                p50,
                p95,
                ofHello,
                cpu,
                cpuOfHello);
    }

    private String ofHello(double millis, ToDoubleFunction<Timing> which) {
        return samples.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(Rows.HELLO))
                .map(hello -> millis / percentile(hello.getValue(), which, 50))
                .map(ratio -> String.format(Locale.ROOT, "%.2fx", ratio))
                .findFirst()
                .orElse("-");
    }

    private static String whole(double millis) {
        return String.format(Locale.ROOT, "%.0f", millis);
    }

    /** The least value that so many percent of all do not exceed (nearest rank). */
    static double percentile(List<Timing> values, ToDoubleFunction<Timing> which, int percent) {
        double[] sorted = values.stream().mapToDouble(which).sorted().toArray();
        return sorted[Math.max(0, Math.ceilDiv(sorted.length * percent, 100) - 1)];
    }
}
