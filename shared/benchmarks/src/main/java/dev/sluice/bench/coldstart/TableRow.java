package dev.sluice.bench.coldstart;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One thing to start.
 *
 * @param name as the table has it
 * @param command as Lambda would run it; its last word is the handler
 * @param variables beside those that Lambda sets
 * @param snapshot whether a snapshot is simulated: then only what comes after the restore counts
 */
record TableRow(
        String name,
        List<String> command,
        Map<String, String> variables,
        Cache cache,
        boolean snapshot) {
    TableRow {
        command = List.copyOf(command);
        variables = Map.copyOf(variables);
    }

    /** Its name as that of a file. */
    String fileName() {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}
