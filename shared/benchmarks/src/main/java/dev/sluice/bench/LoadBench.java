package dev.sluice.bench;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code make bench-load}: how much of it a gateway bears. Streams that are busy, streams that
 * rest, and the rate at which it is full; the provider itself beside it, for provider and callers
 * have a limit of their own.
 *
 * <p>Arguments: what to measure ({@code busy}, {@code idle}, {@code saturation}), numbers of busy
 * streams, numbers of idle ones, seconds a step, words on the gateway's cores, commit, the file for
 * the result, then the command that runs the gateway; lists are words with spaces between.
 */
public final class LoadBench {
    private final int seconds;
    private final List<String> command;
    private final List<String> sections = new ArrayList<>();

    private LoadBench(int seconds, List<String> command) {
        this.seconds = seconds;
        this.command = command;
    }

    public static void main(String[] args) throws Exception {
        String loadBefore = Machine.load();
        LoadBench bench = new LoadBench(Integer.parseInt(args[3]), words(args, 7));
        bench.measure(args);
        String text =
                "# make bench-load, "
                        + Instant.now().truncatedTo(ChronoUnit.SECONDS)
                        + ", commit "
                        + args[5]
                        + "\n\n"
                        + Machine.describe()
                        + "; the gateway: "
                        + args[4]
                        + "; load average before "
                        + loadBefore
                        + ".\n`"
                        + String.join(" ", bench.command)
                        + "`\n\n"
                        + String.join("\n", bench.sections);
        Page.keep(Path.of(args[6]), text);
        System.exit(0);
    }

    private void measure(String... args) throws Exception {
        List<String> parts = List.of(args[0].split(" "));
        try (MockProvider provider = new MockProvider()) {
            Rig rig = new Rig(provider, command, seconds);
            if (parts.contains("busy")) {
                sections.add(new BusyStreams(rig).measure(numbers(args[1])));
            }
            if (parts.contains("idle")) {
                sections.add(new IdleStreams(rig).measure(numbers(args[2])));
            }
            if (parts.contains("saturation")) {
                sections.add(new Saturation(rig).measure());
            }
        }
    }

    private static List<String> words(String[] args, int from) {
        return List.of(args).subList(from, args.length);
    }

    private static List<Integer> numbers(String words) {
        return List.of(words.split(" ")).stream().map(Integer::valueOf).toList();
    }
}
