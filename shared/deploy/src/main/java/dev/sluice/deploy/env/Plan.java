package dev.sluice.deploy.env;

import dev.sluice.aws.settings.SlotParameter;
import dev.sluice.core.catalog.Catalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * From what a stage has to what a file wants.
 *
 * @param changes by slot, then field; those that are not in the file last
 * @param prune whether parameters that are not in the file are deleted
 */
record Plan(List<Change> changes, boolean prune) {

    /** One call that changes the stage. */
    sealed interface Step {
        String line();

        record Put(SlotParameter parameter) implements Step {
            @Override
            public String line() {
                return "written  " + parameter.name();
            }
        }

        record Delete(String name) implements Step {
            @Override
            public String line() {
                return "deleted  " + name;
            }
        }
    }

    static Plan of(List<SlotParameter> wanted, Map<String, Stored> stored, boolean prune) {
        Map<String, Stored> left = new TreeMap<>(stored);
        List<Change> changes = new ArrayList<>();
        for (SlotParameter parameter : wanted) {
            Stored there = left.remove(parameter.name());
            changes.add(there == null ? new Change.Added(parameter) : Change.of(parameter, there));
        }
        left.forEach((name, there) -> changes.add(new Change.NotInFile(name, there)));
        return new Plan(List.copyOf(changes), prune);
    }

    /**
     * In this order, so that a gateway that reads in between, or after an interruption, never sends
     * a key to another provider's address: a slot whose key and address both change is taken out
     * first (no type, no slot), and a slot's type is written last.
     */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        bySlot().values().forEach(slot -> slot.addTo(steps));
        return steps;
    }

    /** What the file does not say and yet would hold after it. */
    List<String> dangers(String path, Catalog catalog) {
        if (prune) {
            return List.of();
        }
        List<String> dangers = new ArrayList<>();
        bySlot().forEach((number, slot) -> dangers.addAll(slot.dangers(number)));
        dangers.addAll(Merged.errors(path, changes, catalog));
        return dangers;
    }

    private Map<String, SlotChanges> bySlot() {
        Map<String, Map<String, Change>> slots = new TreeMap<>();
        for (Change change : changes) {
            String[] name = change.name().split("/", 2);
            slots.computeIfAbsent(name[0], first -> new TreeMap<>())
                    .put(name[name.length - 1], change);
        }
        Map<String, SlotChanges> bySlot = new TreeMap<>();
        slots.forEach((number, byField) -> bySlot.put(number, new SlotChanges(byField, prune)));
        return bySlot;
    }
}
