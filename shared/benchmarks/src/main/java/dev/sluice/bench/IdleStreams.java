package dev.sluice.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Streams that get a chunk each five seconds: what one of them takes, and what others feel of them.
 * A fresh gateway a step.
 */
final class IdleStreams {
    private static final String HEAD =
            """
            ## Streams that rest: a chunk each 5 s

            | streams | begun | errors | RSS before, with them, behind them, MB | alive in the heap a stream, kB | RSS a stream, kB | its core | unary 50/s beside them: p50 / p99, ms, errors |
            |---|---|---|---|---|---|---|---|
            """;

    private static final int A_SECOND = 500;
    private static final int UNARY_A_SECOND = 50;

    private final Rig rig;

    IdleStreams(Rig rig) {
        this.rig = rig;
    }

    String measure(List<Integer> numbers) throws IOException, InterruptedException {
        StringBuilder table = new StringBuilder(HEAD);
        for (int streams : numbers) {
            Rig.say(streams + " idle streams");
            try (GatewayProcess gateway = rig.warmGateway();
                    Target through = Rig.through(gateway)) {
                table.append(row(gateway, through, streams));
            }
        }
        return table.toString();
    }

    private String row(GatewayProcess gateway, Target through, int streams)
            throws IOException, InterruptedException {
        long aliveBefore = gateway.liveBytes();
        long before = gateway.residentBytes();
        long with;
        String began;
        try (StandingStreams standing =
                new StandingStreams(
                        through,
                        Question.IDLE,
                        streams,
                        TimeUnit.SECONDS.toNanos(1) * streams / A_SECOND)) {
            TimeUnit.SECONDS.sleep(rig.seconds());
            Rig.Use use = new Rig.Use(gateway);
            TimeUnit.SECONDS.sleep(rig.seconds());
            String core = use.percent();
            Load.Result beside = new Load(false, UNARY_A_SECOND, rig.seconds()).run(through, 1);
            with = gateway.residentBytes();
            int begun = Math.max(1, standing.begun());
            began =
                    String.join(
                            " | ",
                            Long.toString(((gateway.liveBytes() - aliveBefore) / begun) >> 10),
                            Long.toString(((with - before) / begun) >> 10),
                            core,
                            told(beside));
            began = standing.begun() + " | " + errors(standing) + " | %s | " + began;
        }
        TimeUnit.SECONDS.sleep(1);
        String memory =
                (before >> 20) + ", " + (with >> 20) + ", " + (gateway.residentBytes() >> 20);
        return "| " + streams + " | " + began.replace("%s", memory) + " |\n";
    }

    private static String told(Load.Result result) {
        return Rig.millis(result.wholeMicros, 50)
                + " / "
                + Rig.millis(result.wholeMicros, 99)
                + ", "
                + result.errors;
    }

    static String errors(StandingStreams standing) {
        Map<String, Integer> errors = standing.errors();
        return errors.isEmpty()
                ? "none"
                : errors.entrySet().stream()
                        .map(error -> error.getValue() + " × " + error.getKey())
                        .collect(Collectors.joining(", "));
    }
}
