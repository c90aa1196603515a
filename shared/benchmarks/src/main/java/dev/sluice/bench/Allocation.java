package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Bytes that a gateway allocates a request, once it is warm. Other work on the machine does not
 * change them much, so they can be compared where times cannot.
 */
record Allocation(long unaryBytes, long streamBytes) {

    static Allocation count(
            Contender contender, Map<String, String> settings, String key, int seconds, Path log)
            throws IOException, InterruptedException {
        try (GatewayProcess gateway = new GatewayProcess(contender.counted(), settings, log);
                Target target = new Target(contender.name(), gateway.port(), key)) {
            Load unary = new Load(false, 100, seconds);
            Load stream = new Load(true, 20, seconds);
            unary.run(target, 0);
            stream.run(target, 0);
            return new Allocation(
                    aRequest(gateway, target, unary), aRequest(gateway, target, stream));
        }
    }

    private static long aRequest(GatewayProcess gateway, Target target, Load load)
            throws IOException, InterruptedException {
        long before = gateway.allocatedBytes();
        int requests = load.run(target, 1).requests();
        return (gateway.allocatedBytes() - before) / requests;
    }

    String told() {
        return "allocated a request: unary "
                + unaryBytes / 1_000
                + " kB, a stream of "
                + MockProvider.CHUNKS
                + " chunks "
                + streamBytes / 1_000
                + " kB";
    }
}
