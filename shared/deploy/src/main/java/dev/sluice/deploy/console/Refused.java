package dev.sluice.deploy.console;

import java.util.List;

/** A command ends without having done its work: lines for the person at the terminal. */
public final class Refused extends RuntimeException {
    private final List<String> lines;

    public Refused(String... lines) {
        this(List.of(lines));
    }

    public Refused(List<String> lines) {
        super(String.join(System.lineSeparator(), lines));
        this.lines = List.copyOf(lines);
    }

    public List<String> lines() {
        return lines;
    }
}
