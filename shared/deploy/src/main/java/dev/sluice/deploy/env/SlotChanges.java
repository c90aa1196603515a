package dev.sluice.deploy.env;

import dev.sluice.deploy.env.Plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The changes of one slot, by field. */
record SlotChanges(Map<String, Change> byField, boolean prune) {
    private static final String TYPE = "type";
    private static final String ENDPOINT = "endpoint";
    private static final String KEY = "key";

    void addTo(List<Step> steps) {
        Change type = byField.get(TYPE);
        boolean moves = moves();
        if (moves && type != null) {
            steps.add(new Step.Delete(type.name()));
        } else if (type != null) {
            delete(type, steps);
        }
        byField.forEach(
                (field, change) -> {
                    if (!field.equals(TYPE)) {
                        delete(change, steps);
                    }
                });
        byField.forEach(
                (field, change) -> {
                    if (!field.equals(TYPE)) {
                        put(change, false, steps);
                    }
                });
        if (type != null) {
            put(type, moves, steps);
        }
    }

    /**
     * @param slot its number, for the text
     */
    List<String> dangers(String slot) {
        List<String> dangers = new ArrayList<>();
        Change endpoint = byField.get(ENDPOINT);
        if (isWritten(byField.get(KEY)) && endpoint instanceof Change.NotInFile) {
            dangers.add(
                    slot
                            + "/key would be new, and "
                            + slot
                            + "/endpoint, which the file does not set, would stay: the key would be sent there."
                            + " Set the endpoint in the file, or delete it with PRUNE=1.");
        }
        boolean newAddress = byField.get(TYPE) instanceof Change.Changed || isWritten(endpoint);
        if (newAddress && byField.get(KEY) instanceof Change.NotInFile) {
            dangers.add(
                    slot
                            + " would have another address, and "
                            + slot
                            + "/key, which the file does not set, would stay: the key would be sent there."
                            + " Set the key in the file, or delete it with PRUNE=1.");
        }
        return dangers;
    }

    /** Key and address of a slot that may work, for not every type needs a key, become others. */
    private boolean moves() {
        Change type = byField.get(TYPE);
        boolean works =
                (type instanceof Change.Changed || type instanceof Change.Unchanged)
                        && isWritten(byField.get(KEY));
        Change endpoint = byField.get(ENDPOINT);
        return works
                && (type instanceof Change.Changed
                        || isWritten(endpoint)
                        || endpoint instanceof Change.NotInFile);
    }

    private static boolean isWritten(@Nullable Change change) {
        return change instanceof Change.Added || change instanceof Change.Changed;
    }

    private void delete(Change change, List<Step> steps) {
        if (prune && change instanceof Change.NotInFile) {
            steps.add(new Step.Delete(change.name()));
        }
    }

    private static void put(Change change, boolean again, List<Step> steps) {
        switch (change) {
            case Change.Added added -> steps.add(new Step.Put(added.wanted()));
            case Change.Changed changed -> steps.add(new Step.Put(changed.wanted()));
            case Change.Unchanged unchanged -> {
                if (again) {
                    steps.add(new Step.Put(unchanged.wanted()));
                }
            }
            case Change.NotInFile _ -> {}
        }
    }
}
