package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Bytes that a gateway allocates a request, once it is warm. Other work on the machine does not
 * change them much, so they can be compared where times cannot.
 */
record Allocation(long unaryBytes, long streamBytes, long messagesBytes, long responsesBytes) {

    static Allocation count(
            Contender contender, Map<String, String> settings, String key, int seconds, Path log)
            throws IOException, InterruptedException {
        try (GatewayProcess gateway = new GatewayProcess(contender.counted(), settings, log);
                Target target = new Target(contender.name(), gateway.port(), key)) {
            return new Allocation(
                    aRequest(gateway, target, new Load(false, 100, seconds)),
                    aRequest(gateway, target, new Load(true, 20, seconds)),
                    aRequest(gateway, target, new Load(Question.MESSAGES, 20, seconds)),
                    aRequest(gateway, target, new Load(Question.RESPONSES, 20, seconds)));
        }
    }

    private static long aRequest(GatewayProcess gateway, Target target, Load load)
            throws IOException, InterruptedException {
        load.run(target, 0); // until it is warm
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
                + " kB, of messages "
                + messagesBytes / 1_000
                + " kB, of responses "
                + responsesBytes / 1_000
                + " kB";
    }
}
