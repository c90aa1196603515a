package dev.sluice.bench;

import java.io.IOException;
import java.util.List;

/**
 * The highest rate at which the gateway adds no more than 20 ms to the 99th percentile and fails
 * nothing. Rates rise by a quarter each step, until two tries at one were too much; provider and
 * callers are asked alone at each rate too, for they have a limit of their own.
 */
final class Saturation {
    private static final double MOST_ADDED_MILLIS = 20;
    private static final double STEP = 1.25;
    private static final int FIRST_UNARY = 400;
    private static final int FIRST_STREAMS = 32;

    /** A rate that failed is tried so often again: one bad moment of the machine is no limit. */
    private static final int AGAIN = 1;

    private static final int MOST_STEPS = 14;
    private static final String HEAD =
            """
            ## Where it is full: the highest rate with p99 of at most 20 ms added

            | load | direct: p50 / p99, ms, errors | added p50 / p99, ms, errors | its core |
            |---|---|---|---|
            """;

    private final Rig rig;

    Saturation(Rig rig) {
        this.rig = rig;
    }

    String measure() throws IOException, InterruptedException {
        StringBuilder table = new StringBuilder(HEAD);
        StringBuilder highest = new StringBuilder();
        for (Question question : List.of(Question.CHAT, Question.STREAM)) {
            highest.append("\n* ").append(climb(question, table)).append('\n');
        }
        return table.append(highest).toString();
    }

    private String climb(Question question, StringBuilder table)
            throws IOException, InterruptedException {
        int good = 0;
        int rate = question.isStream() ? FIRST_STREAMS : FIRST_UNARY;
        try (GatewayProcess gateway = rig.warmGateway();
                Target direct = rig.direct();
                Target through = Rig.through(gateway)) {
            for (int step = 0; step < MOST_STEPS; step++) {
                Load load = new Load(question, rate, rig.seconds());
                boolean borne = bears(load, gateway, direct, through, table);
                for (int again = 0; !borne && again < AGAIN; again++) {
                    borne = bears(load, gateway, direct, through, table);
                }
                if (!borne) {
                    break;
                }
                good = rate;
                rate = (int) Math.round(rate * STEP);
            }
        }
        return "highest: " + (good == 0 ? "below the first" : question.label(good));
    }

    private static boolean bears(
            Load load, GatewayProcess gateway, Target direct, Target through, StringBuilder table)
            throws InterruptedException {
        Rig.say(load.label());
        Load.Result plain = load.run(direct, 1);
        Rig.Use use = new Rig.Use(gateway);
        Load.Result relayed = load.run(through, 1);
        String core = use.percent();
        double added = added(load, plain, relayed, 99);
        table.append(
                String.join(
                                " | ",
                                "| " + load.label(),
                                millis(load, plain, 50)
                                        + " / "
                                        + millis(load, plain, 99)
                                        + ", "
                                        + plain.errors,
                                Report.number(added(load, plain, relayed, 50))
                                        + " / "
                                        + Report.number(added)
                                        + ", "
                                        + relayed.errors,
                                core)
                        + " |\n");
        return added <= MOST_ADDED_MILLIS && relayed.errors == 0;
    }

    /** Of a stream its first token. */
    private static double added(Load load, Load.Result plain, Load.Result relayed, double at) {
        return millis(load, relayed, at) - millis(load, plain, at);
    }

    private static double millis(Load load, Load.Result result, double percentile) {
        return (load.stream() ? result.firstMicros : result.wholeMicros)
                        .getValueAtPercentile(percentile)
                / 1_000.0;
    }
}
