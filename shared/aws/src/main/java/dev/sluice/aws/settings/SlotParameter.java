package dev.sluice.aws.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One parameter below {@code /sluice/<stage>/providers/} that a variable amounts to. Prints without
 * its value.
 *
 * @param number of the slot
 * @param field as parameters write it: {@code allowed-models}
 * @param variable it was read from, for errors
 * @param value stripped, not empty, not validated
 */
public record SlotParameter(int number, String field, String variable, String value) {

    /** Below the stage's path: {@code 3/allowed-models}. */
    public String name() {
        return number + "/" + field;
    }

    public boolean isSecret() {
        return field.equals(parameter(Field.KEY));
    }

    /**
     * All of an environment, by slot and then by field; which scheme wins for a number is as in
     * {@link SlotSettings#ofEnvironment}, which also says what is wrong with them.
     */
    public static List<SlotParameter> ofEnvironment(Map<String, String> environment) {
        Map<Integer, Scheme> owners = new HashMap<>();
        List<SlotParameter> parameters = new ArrayList<>();
        for (Scheme scheme : Scheme.IN_ORDER) {
            new TreeMap<>(environment)
                    .forEach(
                            (variable, value) ->
                                    of(scheme, variable, value.strip())
                                            .filter(found -> owns(owners, scheme, found))
                                            .ifPresent(parameters::add));
        }
        parameters.sort(
                Comparator.comparingInt(SlotParameter::number)
                        .thenComparing(parameter -> field(parameter.field())));
        return List.copyOf(parameters);
    }

    private static boolean owns(Map<Integer, Scheme> owners, Scheme scheme, SlotParameter found) {
        return owners.computeIfAbsent(found.number(), first -> scheme) == scheme;
    }

    private static Optional<SlotParameter> of(Scheme scheme, String variable, String value) {
        return scheme.target(variable)
                .filter(target -> !value.isEmpty() && target.number().matches("0|[1-9][0-9]?"))
                .map(
                        target ->
                                new SlotParameter(
                                        Integer.parseInt(target.number()),
                                        parameter(target.field()),
                                        variable,
                                        value));
    }

    private static String parameter(Field field) {
        return field.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Field field(String parameter) {
        return Field.valueOf(parameter.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    @Override
    public String toString() {
        return name() + " of " + variable;
    }
}
