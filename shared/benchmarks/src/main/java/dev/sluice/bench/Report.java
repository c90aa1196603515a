package dev.sluice.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * Gathers rounds and writes them as a table. "Added" is paired: the gateway's percentile less that
 * of direct in the same round; of the rounds the median and the range.
 */
final class Report {
    private record Round(Load.Result direct, Load.Result through, double cpuMillisARequest) {}

    private final Map<Load, List<Round>> rounds = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();
    private String doors = "";

    void round(Load load, Load.Result direct, Load.Result through, double cpuMillisARequest) {
        rounds.computeIfAbsent(load, first -> new ArrayList<>())
                .add(new Round(direct, through, cpuMillisARequest));
    }

    void line(String line) {
        lines.add(line);
    }

    /** A table of its own, behind the others. */
    void doors(Doors doors) {
        this.doors = doors.markdown();
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append(
                "| load | requests, errors | direct p50 / p99, ms | added p50, ms | added p99, ms | first token added p50, ms | first token added p99, ms | delay a chunk added p50, ms | delay a chunk added p99, ms | CPU, ms a request |\n");
        text.append("|---|---|---|---|---|---|---|---|---|---|\n");
        rounds.forEach((load, all) -> text.append(row(load, all)));
        text.append('\n');
        lines.forEach(line -> text.append("* ").append(line).append('\n'));
        return text.append(doors).toString();
    }

    private static String row(Load load, List<Round> all) {
        int requests = all.stream().mapToInt(round -> round.through().requests()).sum();
        int errors =
                all.stream()
                        .mapToInt(round -> round.through().errors + round.direct().errors)
                        .sum();
        return String.join(
                        " | ",
                        "| " + load.label(),
                        requests + ", " + errors,
                        number(median(all, round -> millis(round.direct().wholeMicros, 50)))
                                + " / "
                                + number(
                                        median(
                                                all,
                                                round -> millis(round.direct().wholeMicros, 99))),
                        load.stream() ? "–" : added(all, result -> result.wholeMicros, 50),
                        load.stream() ? "–" : added(all, result -> result.wholeMicros, 99),
                        load.stream() ? added(all, result -> result.firstMicros, 50) : "–",
                        load.stream() ? added(all, result -> result.firstMicros, 99) : "–",
                        load.stream() ? added(all, result -> result.delayMicros, 50) : "–",
                        load.stream() ? added(all, result -> result.delayMicros, 99) : "–",
                        number(median(all, Round::cpuMillisARequest)))
                + " |\n";
    }

    /** One of a result's distributions, microseconds. */
    interface Which {
        Histogram of(Load.Result result);
    }

    private static String added(List<Round> all, Which which, double percentile) {
        ToDoubleFunction<Round> added =
                round ->
                        millis(which.of(round.through()), percentile)
                                - millis(which.of(round.direct()), percentile);
        double least = all.stream().mapToDouble(added).min().orElse(0);
        double most = all.stream().mapToDouble(added).max().orElse(0);
        return number(median(all, added)) + " [" + number(least) + ".." + number(most) + "]";
    }

    private static double median(List<Round> all, ToDoubleFunction<Round> value) {
        return Comparison.median(all.stream().map(value::applyAsDouble).toList());
    }

    static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1_000.0;
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
