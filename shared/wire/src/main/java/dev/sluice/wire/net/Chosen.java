package dev.sluice.wire.net;

import org.jspecify.annotations.Nullable;

/** What a process uses, decided once. */
final class Chosen {
    /**
     * With so many carriers it was measured ({@code docs/decisions/0008-speed.md}, "Who polls");
     * all of them share one selector.
     */
    private static final int MOST_PROCESSORS = 4;

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
                boolean few = Runtime.getRuntime().availableProcessors() <= MOST_PROCESSORS;
                Loop loop = few ? Loop.OfTheProcess.LOOP : null;
                yield loop == null ? Net.ofTheJdk() : loop;
            }
            default ->
                    throw new IllegalArgumentException(
                            "-Dsluice.net must be loop or jdk: " + asked);
        };
    }
}
