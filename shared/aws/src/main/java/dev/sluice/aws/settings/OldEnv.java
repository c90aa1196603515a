package dev.sluice.aws.settings;

import dev.sluice.core.catalog.Catalog;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The settings of the system before, in any of its three schemes, as ours.
 *
 * @param values by name, fit for an env file; secret
 * @param notes what could not be taken over and why, one line each; names alone, no values
 */
public record OldEnv(Map<String, String> values, List<String> notes) {
    /** Old names and the ones that mean the same here. */
    private static final Map<String, String> RENAMED =
            Map.of(
                    "GOOGLE_CLIENT_ID", "SLUICE_GOOGLE_CLIENT_ID",
                    "ALLOWED_EMAILS", "SLUICE_ALLOWED_EMAILS");

    public OldEnv {
        values = new TreeMap<>(values);
        notes = List.copyOf(notes);
    }

    public static OldEnv of(Map<String, String> old, Catalog catalog) {
        return new Import(old, catalog).run();
    }

    private static final class Import {
        private final Map<String, String> old;
        private final Catalog catalog;
        private final Map<String, String> values = new HashMap<>();
        private final List<String> notes = new ArrayList<>();
        private final Set<String> used = new HashSet<>();

        Import(Map<String, String> old, Catalog catalog) {
            this.old = new TreeMap<>(old);
            this.catalog = catalog;
        }

        OldEnv run() {
            Map<Integer, Scheme> schemes = new HashMap<>();
            for (Scheme scheme : Scheme.IN_ORDER) {
                slots(scheme).forEach((number, fields) -> slot(schemes, scheme, number, fields));
            }
            old.forEach(this::other);
            return new OldEnv(values, notes);
        }

        private Map<Integer, Map<Field, String>> slots(Scheme scheme) {
            Map<Integer, Map<Field, String>> slots = new TreeMap<>();
            old.forEach(
                    (name, value) ->
                            scheme.target(name)
                                    .filter(target -> target.number().matches("0|[1-9][0-9]?"))
                                    .ifPresent(
                                            target -> {
                                                used.add(name);
                                                if (!value.isBlank()) {
                                                    slots.computeIfAbsent(
                                                                    Integer.valueOf(
                                                                            target.number()),
                                                                    first ->
                                                                            new EnumMap<>(
                                                                                    Field.class))
                                                            .put(target.field(), value.strip());
                                                }
                                            }));
            return slots;
        }

        private void slot(
                Map<Integer, Scheme> schemes,
                Scheme scheme,
                int number,
                Map<Field, String> fields) {
            if (schemes.containsKey(number)) {
                notes.add(
                        scheme.variablesOf(number)
                                + ": left out, "
                                + schemes.get(number).variablesOf(number)
                                + " sets the same slot");
                return;
            }
            String type = fields.get(Field.TYPE);
            if (type == null || !fields.containsKey(Field.KEY)) {
                notes.add(scheme.variablesOf(number) + ": left out, it has no type or no key");
                return;
            }
            if (catalog.provider(type).isEmpty()) {
                notes.add(
                        scheme.variablesOf(number)
                                + ": left out, its provider type is not one of ours (openai-compatible with an endpoint may do)");
                return;
            }
            schemes.put(number, scheme);
            fields.forEach(
                    (field, value) ->
                            values.put("SLUICE_PROVIDER_" + field.name() + "_" + number, value));
        }

        private void other(String name, String value) {
            String ours = RENAMED.get(name);
            if (ours != null) {
                values.put(ours, value);
            } else if (name.startsWith("SLUICE_")) {
                values.putIfAbsent(name, value);
            } else if (!used.contains(name)) {
                notes.add(name + ": left out, nothing here means the same");
            }
        }
    }
}
