package dev.sluice.bench.coldstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void percentileIsTheNearestRank() {
        assertThat(percentile(1, 50)).isEqualTo(1);
        assertThat(percentile(2, 50)).isEqualTo(1);
        assertThat(percentile(3, 50)).isEqualTo(2);
        assertThat(percentile(20, 50)).isEqualTo(10);
        assertThat(percentile(20, 95)).isEqualTo(19);
        assertThat(percentile(10, 95)).isEqualTo(10);
        assertThat(percentile(10, 0)).isEqualTo(1);
    }

    @Test
    void aRowIsComparedWithTheHelloWorld() {
        Map<TableRow, List<Timing>> samples = new LinkedHashMap<>();
        samples.put(row(Rows.HELLO), List.of(new Timing(100, 80)));
        samples.put(row("other"), List.of(new Timing(130, 100)));
        assertThat(new Table(samples).toString().lines().toList().getLast())
                .matches("other +130 +130 +1.30x +100 +1.25x");
    }

    @Test
    void withoutHelloWorldNothingIsCompared() {
        assertThat(new Table(Map.of(row("other"), List.of(new Timing(130, 100)))).toString())
                .containsPattern("other +130 +130 +- +100 +-");
    }

    private static TableRow row(String name) {
        return new TableRow(name, List.of("java"), Map.of(), Cache.NONE, false);
    }

    /** Of the values from the count down to 1. */
    private static double percentile(int count, int percent) {
        List<Timing> values =
                IntStream.range(0, count).mapToObj(i -> new Timing(count - i, 0)).toList();
        return Table.percentile(values, Timing::wallMillis, percent);
    }
}
