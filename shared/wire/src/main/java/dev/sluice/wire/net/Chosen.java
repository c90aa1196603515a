package dev.sluice.wire.net;

import org.jspecify.annotations.Nullable;

/** What a process uses, decided once. */
final class Chosen {
    private static @Nullable Net net;

    private Chosen() {}

    static synchronized Net net() {
        if (net == null) {
            net = choose(System.getProperty("sluice.net", ""));
        }
        return net;
    }

    static Net choose(String asked) {
        return switch (asked) {
            case "loop" -> Net.loop();
            case "jdk" -> Net.ofTheJdk();
            case "" -> {
                boolean alone = Runtime.getRuntime().availableProcessors() == 1;
                Loop loop = alone ? Loop.OfTheProcess.LOOP : null;
                yield loop == null ? Net.ofTheJdk() : loop;
            }
            default ->
                    throw new IllegalArgumentException(
                            "-Dsluice.net must be loop or jdk: " + asked);
        };
    }
}
