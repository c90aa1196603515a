package dev.sluice.deploy.env;

import dev.sluice.aws.settings.EnvFile;
import dev.sluice.aws.settings.SettingsException;
import dev.sluice.aws.settings.SlotParameter;
import dev.sluice.aws.settings.SlotSettings;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.deploy.console.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an env file wants a stage to have, all of it checked.
 *
 * @param parameters by slot, then field
 * @param remarks what the file says and nobody reads, by name
 */
record WantedParameters(List<SlotParameter> parameters, List<String> remarks) {
    /** A standard parameter's; advanced ones cost money. */
    private static final int MOST_BYTES = 4096;

    private static final String TYPE = "type";
    private static final String KEY = "key";

    static WantedParameters read(Path file, Catalog catalog) throws IOException {
        if (!Files.exists(file)) {
            throw new Refused(
                    "There is no " + file + ". Copy env/prod.example.env and fill it in.");
        }
        try {
            return of(EnvFile.read(file), file.toString(), catalog);
        } catch (SettingsException e) {
            throw refused(e.problems());
        }
    }

    private static WantedParameters of(
            Map<String, String> variables, String file, Catalog catalog) {
        SlotSettings settings = SlotSettings.ofEnvironment(variables, catalog);
        List<SlotParameter> parameters = SlotParameter.ofEnvironment(variables);
        List<String> problems = new ArrayList<>(settings.errors());
        problems.addAll(incomplete(parameters, catalog));
        parameters.forEach(parameter -> problems.addAll(unfit(parameter)));
        if (parameters.isEmpty()) {
            problems.add(file + " sets no provider slot");
        }
        if (!problems.isEmpty()) {
            throw refused(problems);
        }
        List<String> remarks = new ArrayList<>(settings.warnings());
        others(variables, parameters)
                .forEach(
                        name ->
                                remarks.add(
                                        name
                                                + " is no setting of a slot and is not written; a stage's own settings stand in env/<stage>.toml"));
        return new WantedParameters(parameters, remarks);
    }

    private static Refused refused(List<String> problems) {
        List<String> lines = new ArrayList<>(problems);
        lines.add("Nothing was written.");
        return new Refused(lines);
    }

    private static List<String> incomplete(List<SlotParameter> parameters, Catalog catalog) {
        Map<Integer, List<SlotParameter>> slots =
                parameters.stream()
                        .collect(
                                Collectors.groupingBy(
                                        SlotParameter::number, TreeMap::new, Collectors.toList()));
        List<String> problems = new ArrayList<>();
        slots.forEach(
                (number, of) -> {
                    Optional<String> type = value(of, TYPE);
                    if (type.isEmpty()) {
                        problems.add(lacks(TYPE, of));
                    }
                    if (value(of, KEY).isEmpty() && !needsNoKey(type, catalog)) {
                        problems.add(lacks(KEY, of));
                    }
                });
        return problems;
    }

    private static Optional<String> value(List<SlotParameter> slot, String field) {
        return slot.stream()
                .filter(parameter -> parameter.field().equals(field))
                .map(SlotParameter::value)
                .findFirst();
    }

    private static boolean needsNoKey(Optional<String> type, Catalog catalog) {
        return type.flatMap(catalog::provider)
                .map(provider -> provider.speech().signed())
                .orElse(false);
    }

    private static String lacks(String field, List<SlotParameter> slot) {
        SlotParameter first = slot.getFirst();
        return "slot "
                + first.number()
                + " has no "
                + field
                + ", though "
                + first.variable()
                + " is set";
    }

    private static List<String> unfit(SlotParameter parameter) {
        int bytes = parameter.value().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES) {
            return List.of(
                    parameter.variable()
                            + " has "
                            + bytes
                            + " bytes; Parameter Store takes "
                            + MOST_BYTES);
        }
        return parameter.value().contains("{{")
                ? List.of(parameter.variable() + " holds {{, which Parameter Store would expand")
                : List.of();
    }

    private static Set<String> others(
            Map<String, String> variables, List<SlotParameter> parameters) {
        Set<String> names = new TreeSet<>(variables.keySet());
        parameters.forEach(parameter -> names.remove(parameter.variable()));
        names.removeIf(
                name ->
                        name.matches("(SLUICE_PROVIDER_|LLAMDA_LLM_PROXY_PROVIDER_|LP_|P_).*")
                                || variables.getOrDefault(name, "").isBlank());
        return names;
    }
}
