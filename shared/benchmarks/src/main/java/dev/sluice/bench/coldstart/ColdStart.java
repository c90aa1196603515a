package dev.sluice.bench.coldstart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The time from the start of a fresh JVM, pinned to one core, to the first byte of the answer at a
 * fake Runtime API. For Sluice that byte is the first of the relayed stream, behind the prelude;
 * for the hello world it is its whole answer. Rounds are interleaved, so that what else the machine
 * does hits all rows alike.
 *
 * <p>Arguments: the unpacked zip, the stock client's jars, a folder to work in (caches found there
 * are used again), the event, the rounds. {@code -Donly=} takes a regular expression that a row's
 * name must match, {@code -Dmore=} further JVM flags of Sluice's rows.
 */
public final class ColdStart {
    private ColdStart() {}

    public static void main(String[] args) throws Exception {
        Folders place = new Folders(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]));
        int rounds = Integer.parseInt(args[4]);
        Start start = new Start(place, Path.of(args[3]), System.getProperty("more", ""));
        String only = System.getProperty("only", ".*");
        Tls tls = Tls.make(place);
        try (FakeStage stage = FakeStage.plain();
                FakeStage secure = FakeStage.over(tls)) {
            List<TableRow> rows =
                    new Rows(place, stage, secure, tls)
                            .all().stream().filter(row -> row.name().matches(only)).toList();
            Map<TableRow, String> cacheFlags = prepared(rows, new Caches(place, start), start);
            System.out.print(new Table(measured(cacheFlags, rounds, start)));
        }
    }

    /** Each row with its flags, started once: that fills the page cache and warms the stand-ins. */
    private static Map<TableRow, String> prepared(List<TableRow> rows, Caches caches, Start start)
            throws IOException, InterruptedException {
        Map<TableRow, String> cacheFlags = new LinkedHashMap<>();
        for (TableRow row : rows) {
            String flags = caches.flags(row);
            start.measure(row, flags);
            cacheFlags.put(row, flags);
        }
        return cacheFlags;
    }

    private static Map<TableRow, List<Timing>> measured(
            Map<TableRow, String> cacheFlags, int rounds, Start start)
            throws IOException, InterruptedException {
        Map<TableRow, List<Timing>> samples = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<TableRow, String> row : cacheFlags.entrySet()) {
                samples.computeIfAbsent(row.getKey(), first -> new ArrayList<>())
                        .add(start.measure(row.getKey(), row.getValue()));
            }
            System.err.print(".");
        }
        System.err.println();
        return samples;
    }
}
