package dev.sluice.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Streams of 50 chunks a second each: how late their chunks are. One gateway for all steps. */
final class BusyStreams {
    private static final String HEAD =
            """
            ## Busy streams: a chunk each 20 ms, always as many at once

            | streams | direct: chunk p50 / p99, ms | gateway: chunk p50 / p99 / longest, ms | chunks a second, of 50 a stream asked | its core | RSS, MB | errors |
            |---|---|---|---|---|---|---|
            """;

    private final Rig rig;

    BusyStreams(Rig rig) {
        this.rig = rig;
    }

    String measure(List<Integer> numbers) throws IOException, InterruptedException {
        StringBuilder table = new StringBuilder(HEAD);
        try (GatewayProcess gateway = rig.warmGateway();
                Target direct = rig.direct();
                Target through = Rig.through(gateway)) {
            for (int streams : numbers) {
                Rig.say(streams + " busy streams, direct");
                Histogram plain = direct(direct, streams);
                Rig.say(streams + " busy streams");
                table.append(row(gateway, through, streams, plain));
            }
        }
        return table.toString();
    }

    private Histogram direct(Target target, int streams) throws IOException, InterruptedException {
        try (StandingStreams standing = started(target, streams)) {
            return standing.measure(TimeUnit.SECONDS.toNanos(rig.seconds()));
        }
    }

    private String row(GatewayProcess gateway, Target through, int streams, Histogram plain)
            throws IOException, InterruptedException {
        try (StandingStreams standing = started(through, streams)) {
            Rig.Use use = new Rig.Use(gateway);
            Histogram delays = standing.measure(TimeUnit.SECONDS.toNanos(rig.seconds()));
            return String.join(
                            " | ",
                            "| " + streams,
                            Rig.millis(plain, 50) + " / " + Rig.millis(plain, 99),
                            Rig.millis(delays, 50)
                                    + " / "
                                    + Rig.millis(delays, 99)
                                    + " / "
                                    + Rig.millis(delays, 100),
                            Long.toString(delays.getTotalCount() / rig.seconds()),
                            use.percent(),
                            Long.toString(gateway.residentBytes() >> 20),
                            IdleStreams.errors(standing))
                    + " |\n";
        }
    }

    /** All of them, spread over two seconds; and then another one, so that they are in step. */
    private static StandingStreams started(Target target, int streams) throws InterruptedException {
        StandingStreams standing =
                new StandingStreams(target, Question.BUSY, streams, TimeUnit.SECONDS.toNanos(2));
        TimeUnit.SECONDS.sleep(1);
        return standing;
    }
}
