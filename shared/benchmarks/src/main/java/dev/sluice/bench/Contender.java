package dev.sluice.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A gateway that is measured.
 *
 * @param directory where it is started
 * @param command what runs {@code make serve}'s program: its last two are the class path and the
 *     class
 */
record Contender(String name, Path directory, List<String> command) {

    Contender {
        command = List.copyOf(command);
    }

    /** The same, but it counts what it allocates; its class path begins as before. */
    Contender counted() {
        List<String> counted = new ArrayList<>(command);
        String own = System.getProperty("java.class.path").split(":", 2)[0];
        int at = counted.size() - 2;
        counted.set(at, counted.get(at) + ':' + Path.of(own).toAbsolutePath());
        counted.set(at + 1, CountedServe.class.getName());
        counted.add(command.getLast());
        return new Contender(name, directory, counted);
    }
}
