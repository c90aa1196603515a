package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * A provider, and how gateways before it are started.
 *
 * @param seconds a step
 */
record Rig(MockProvider provider, List<String> command, int seconds) {
    private static final Path LOG = Path.of("target/bench-load.log");

    /** A fresh gateway that has served enough to be compiled. */
    GatewayProcess warmGateway() throws IOException, InterruptedException {
        GatewayProcess gateway = new GatewayProcess(command, Bench.settings(provider), LOG);
        try (Target through = through(gateway)) {
            new Load(false, 100, 4).run(through, 0);
            new Load(true, 20, 3).run(through, 0);
        }
        return gateway;
    }

    Target direct() {
        return new Target("direct", provider.port(), Bench.KEY);
    }

    static Target through(GatewayProcess gateway) {
        return new Target("sluice", gateway.port(), Bench.KEY);
    }

    static String millis(Histogram micros, double percentile) {
        return Report.number(micros.getValueAtPercentile(percentile) / 1_000.0);
    }

    static void say(String what) {
        System.out.println("  " + what + " ...");
    }

    /** Processor time of a gateway between two moments, as a share of one core. */
    static final class Use {
        private final Supplier<Duration> cpu;
        private final long cpuNanos;
        private final long wallNanos = System.nanoTime();

        Use(GatewayProcess gateway) {
            this(gateway::cpu);
        }

        Use(Supplier<Duration> cpu) {
            this.cpu = cpu;
            this.cpuNanos = cpu.get().toNanos();
        }

        long nanos() {
            return cpu.get().toNanos() - cpuNanos;
        }

        String percent() {
            return Math.round(100.0 * nanos() / (System.nanoTime() - wallNanos)) + " %";
        }
    }
}
