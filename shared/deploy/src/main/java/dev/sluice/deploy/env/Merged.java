package dev.sluice.deploy.env;

import dev.sluice.aws.settings.SlotParameter;
import dev.sluice.aws.settings.SlotSettings;
import dev.sluice.core.catalog.Catalog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The parameters as a gateway would read them after a plan that deletes nothing. */
final class Merged {
    private Merged() {}

    /** What is wrong with the slots that the file sets; others are not this deployment's matter. */
    static List<String> errors(String path, List<Change> changes, Catalog catalog) {
        Map<String, String> values = new HashMap<>();
        for (Change change : changes) {
            values.put(path + "/" + change.name(), value(change));
        }
        Set<String> slots =
                changes.stream()
                        .filter(change -> !(change instanceof Change.NotInFile))
                        .map(change -> path + "/" + change.name().split("/")[0] + "/")
                        .collect(Collectors.toSet());
        return SlotSettings.ofParameters(path + "/", values, catalog).errors().stream()
                .filter(error -> slots.stream().anyMatch(error::startsWith))
                .toList();
    }

    private static String value(Change change) {
        return switch (change) {
            case Change.Added(SlotParameter wanted) -> wanted.value();
            case Change.Changed(SlotParameter wanted, _) -> wanted.value();
            case Change.Unchanged(SlotParameter wanted) -> wanted.value();
            case Change.NotInFile(_, Stored stored) -> stored.value();
        };
    }
}
