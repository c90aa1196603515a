package dev.sluice.aws.settings;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.resolve.Slot;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Slots read from named texts. Wrong ones are left out and told, so that one of them does not take
 * down the others; who wants none wrong calls {@link #orThrow}.
 *
 * <p>Of variables: {@code SLUICE_PROVIDER_<FIELD>_<n>}, and the names of the system before, {@code
 * LLAMDA_LLM_PROXY_PROVIDER_<FIELD>_<n>}, {@code LP_<FIELD>_<n>} and {@code P_T<n>}, {@code
 * P_K<n>}… A slot is read from one scheme, the first in this order that sets its number: a key must
 * not meet another scheme's type. Of parameters: {@code <path>/<n>/<field>}, with {@code -} for
 * {@code _}. Empty values count as not set.
 *
 * @param slots by number
 * @param errors one line each: which setting breaks which rule; no secret in it
 * @param warnings what was left out, and why
 */
public record SlotSettings(List<Slot> slots, List<String> errors, List<String> warnings) {
    private static final Pattern PARAMETER = Pattern.compile("(\\d+)/([a-z-]+)");

    public SlotSettings {
        slots = List.copyOf(slots);
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
    }

    public static SlotSettings ofEnvironment(Map<String, String> environment, Catalog catalog) {
        Gathering gathering = new Gathering();
        for (Scheme scheme : Scheme.IN_ORDER) {
            new TreeMap<>(environment)
                    .forEach((variable, value) -> gather(gathering, scheme, variable, value));
        }
        return gathering.read(catalog);
    }

    /**
     * @param path what all names begin with, slash included: {@code /sluice/dev/providers/}
     */
    public static SlotSettings ofParameters(
            String path, Map<String, String> parameters, Catalog catalog) {
        Gathering gathering = new Gathering();
        new TreeMap<>(parameters)
                .forEach(
                        (name, value) -> {
                            if (name.startsWith(path)) {
                                gather(gathering, name, name.substring(path.length()), value);
                            }
                        });
        return gathering.read(catalog);
    }

    /** These settings, if none is wrong. */
    public SlotSettings orThrow() {
        if (!errors.isEmpty()) {
            throw new SettingsException(errors);
        }
        return this;
    }

    private static void gather(Gathering gathering, Scheme scheme, String variable, String value) {
        Optional<Scheme.Target> target = scheme.target(variable);
        if (target.isPresent()) {
            gathering.put(
                    scheme,
                    target.get().number(),
                    target.get().field(),
                    new Setting(variable, value.strip()));
        } else if (scheme == Scheme.SLUICE && scheme.leads(variable)) {
            gathering.warn(
                    variable + " is no setting of a slot. Known are: " + scheme.fieldNames());
        }
    }

    private static void gather(Gathering gathering, String name, String tail, String value) {
        Matcher matcher = PARAMETER.matcher(tail);
        Optional<Field> field = matcher.matches() ? field(matcher.group(2)) : Optional.empty();
        if (field.isPresent()) {
            gathering.put(
                    Scheme.SLUICE, matcher.group(1), field.get(), new Setting(name, value.strip()));
        } else {
            gathering.warn(name + " is no setting of a slot");
        }
    }

    private static Optional<Field> field(String parameter) {
        String name = parameter.replace('-', '_').toUpperCase(Locale.ROOT);
        for (Field field : Field.values()) {
            if (field.name().equals(name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /** Settings sorted by slot, with what is wrong about them. */
    private static final class Gathering {
        private record Sorted(Scheme scheme, Map<Field, Setting> settings) {}

        private final Map<Integer, Sorted> byNumber = new TreeMap<>();
        private final List<String> errors = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();

        void warn(String line) {
            if (!warnings.contains(line)) {
                warnings.add(line);
            }
        }

        void put(Scheme scheme, String digits, Field field, Setting setting) {
            if (setting.value().isEmpty()) {
                return;
            }
            if (!digits.matches("0|[1-9][0-9]?")) {
                if (scheme == Scheme.SLUICE) {
                    errors.add(
                            setting.name()
                                    + " has no slot number from 0 to "
                                    + Slot.HIGHEST_NUMBER);
                }
                return;
            }
            int number = Integer.parseInt(digits);
            Sorted sorted =
                    byNumber.computeIfAbsent(
                            number, first -> new Sorted(scheme, new EnumMap<>(Field.class)));
            if (sorted.scheme() == scheme) {
                sorted.settings().put(field, setting);
            } else {
                warn(
                        scheme.variablesOf(number)
                                + " is ignored: "
                                + sorted.scheme().variablesOf(number)
                                + " is set");
            }
        }

        SlotSettings read(Catalog catalog) {
            SlotReader reader = new SlotReader(catalog);
            List<Slot> slots = new ArrayList<>();
            byNumber.forEach(
                    (number, sorted) -> {
                        Setting type = sorted.settings().get(Field.TYPE);
                        if (type == null) {
                            warn("slot " + number + " is skipped: it has no type");
                            return;
                        }
                        try {
                            Optional<Slot> slot = reader.read(number, sorted.settings(), type);
                            slot.ifPresentOrElse(
                                    slots::add,
                                    () -> warn("slot " + number + " is skipped: it has no key"));
                        } catch (IllegalArgumentException e) {
                            errors.add(String.valueOf(e.getMessage()));
                        }
                    });
            return new SlotSettings(slots, errors, warnings);
        }
    }
}
