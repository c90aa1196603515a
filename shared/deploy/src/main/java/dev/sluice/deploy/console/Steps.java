package dev.sluice.deploy.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** The steps of a deployment: each is announced, timed, and listed again at the end. */
public final class Steps {
    private record Done(String name, long nanos) {}

    private final Terminal terminal;
    private final List<Done> done = new ArrayList<>();

    public Steps(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Something that was done before. */
    public void was(String name, long nanos) {
        done.add(new Done(name, nanos));
    }

    public <T> T run(String name, Callable<T> step) throws Exception {
        terminal.say("%s …", name);
        long startNanos = System.nanoTime();
        T result = step.call();
        was(name, System.nanoTime() - startNanos);
        terminal.say("%s: %s", name, seconds(System.nanoTime() - startNanos));
        return result;
    }

    public void list() {
        for (Done step : done) {
            terminal.say("  %-42s %9s", step.name(), seconds(step.nanos()));
        }
        terminal.say("  %-42s %9s", "in all", seconds(done.stream().mapToLong(Done::nanos).sum()));
    }

    public static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
}
