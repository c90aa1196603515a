package dev.sluice.bench;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * {@code make bench-compare}: two commits of the gateway in one run, in turns. Each round starts
 * both anew, warms them up and measures each load direct, through the one and through the other;
 * which of the two comes first changes from round to round.
 *
 * <p>Arguments: rounds, seconds a phase, the file for the result; then for each of the two {@code
 * --}, its name, its directory and the command that runs it there.
 */
public final class Compare {
    private static final int CONTENDERS = 2;
    private static final int WARM_UP_SECONDS = 4;

    private final int rounds;
    private final int seconds;
    private final List<Load> loads;
    private final List<Contender> contenders;
    private final Comparison comparison;

    private Compare(int rounds, int seconds, List<Contender> contenders) {
        this.rounds = rounds;
        this.seconds = seconds;
        this.loads = Bench.loads(seconds);
        this.contenders = contenders;
        this.comparison = new Comparison(contenders);
    }

    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[0]);
        int seconds = Integer.parseInt(args[1]);
        Path file = Path.of(args[2]);
        String loadBefore = Machine.load();
        Compare compare = new Compare(rounds, seconds, contenders(args));
        try (MockProvider provider = new MockProvider()) {
            compare.measure(Bench.settings(provider), provider.port());
        }
        String text =
                "# make bench-compare, "
                        + Instant.now().truncatedTo(ChronoUnit.SECONDS)
                        + "\n\n"
                        + Machine.describe()
                        + "; load average before "
                        + loadBefore
                        + ".\n`ROUNDS="
                        + rounds
                        + " SECONDS_A_PHASE="
                        + seconds
                        + "`; medians of the rounds and their range.\n\n"
                        + compare.comparison.markdown();
        Page.keep(file, text);
        System.exit(0);
    }

    private static List<Contender> contenders(String[] args) {
        List<Contender> contenders = new ArrayList<>();
        List<String> words = List.of(args);
        int from = 3;
        for (int i = 0; i < CONTENDERS; i++) {
            List<String> rest = words.subList(from + 1, words.size());
            int next = rest.indexOf("--");
            int end = next < 0 ? rest.size() : next;
            contenders.add(new Contender(rest.get(0), Path.of(rest.get(1)), rest.subList(2, end)));
            from += 1 + end;
        }
        return contenders;
    }

    private void measure(Map<String, String> settings, int providerPort) throws Exception {
        for (Contender contender : contenders) {
            say("what " + contender.name() + " allocates");
            Allocation allocation =
                    Allocation.count(contender, settings, Bench.KEY, seconds, log(contender));
            comparison.add(contender, "allocated, unary, kB", allocation.unaryBytes() / 1e3);
            comparison.add(contender, "allocated, stream, kB", allocation.streamBytes() / 1e3);
        }
        for (int round = 1; round <= rounds; round++) {
            round(round, settings, providerPort);
        }
    }

    private void round(int round, Map<String, String> settings, int providerPort) throws Exception {
        List<Contender> order = round % 2 == 0 ? contenders.reversed() : contenders;
        try (Running first = new Running(order.get(0), settings);
                Running second = new Running(order.get(1), settings);
                Target direct = new Target("direct", providerPort, Bench.KEY)) {
            List<Running> both = List.of(first, second);
            say("round " + round + " of " + rounds + ", warming up");
            for (Running one : both) {
                new Load(false, 100, WARM_UP_SECONDS).run(one.target, 0);
                new Load(true, 20, WARM_UP_SECONDS).run(one.target, 0);
            }
            for (Load load : loads) {
                say("round " + round + " of " + rounds + ", " + load.label());
                Load.Result plain = load.run(direct, round);
                for (Running one : both) {
                    one.measure(load, round, plain);
                }
            }
        }
    }

    /** A contender that runs. */
    private final class Running implements AutoCloseable {
        private final Contender contender;
        private final GatewayProcess gateway;
        private final Target target;

        Running(Contender contender, Map<String, String> settings) throws Exception {
            this.contender = contender;
            this.gateway = new GatewayProcess(contender, settings, log(contender));
            this.target = new Target(contender.name(), gateway.port(), Bench.KEY);
        }

        void measure(Load load, int round, Load.Result direct) throws Exception {
            long before = gateway.cpu().toNanos();
            Load.Result through = load.run(target, round);
            double cpuNanos = (double) (gateway.cpu().toNanos() - before);
            if (load.stream()) {
                added(load, "first token", direct.firstMicros, through.firstMicros);
                added(load, "delay a chunk", direct.delayMicros, through.delayMicros);
            } else {
                added(load, "added", direct.wholeMicros, through.wholeMicros);
            }
            String label = load.label();
            comparison.add(contender, label + ": CPU, ms", cpuNanos / 1e6 / through.requests());
            comparison.add(contender, label + ": errors", through.errors);
            comparison.add(
                    contender,
                    label + ": RSS behind it, MB",
                    (double) (gateway.residentBytes() >> 20));
        }

        private void added(Load load, String what, Histogram direct, Histogram through) {
            for (int percentile : new int[] {50, 99}) {
                double micros =
                        through.getValueAtPercentile(percentile)
                                - (double) direct.getValueAtPercentile(percentile);
                String row = load.label() + ": " + what + " p" + percentile + ", ms";
                comparison.add(contender, row, micros / 1e3);
            }
        }

        @Override
        public void close() throws Exception {
            target.close();
            gateway.close();
        }
    }

    private static Path log(Contender contender) {
        return Path.of("target/bench-" + contender.name() + ".log").toAbsolutePath();
    }

    private static void say(String what) {
        System.out.println("  " + what + " ...");
    }
}
