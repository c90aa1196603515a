package dev.sluice.deploy.stack;

import dev.sluice.deploy.console.Refused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A value for every parameter of the template: its default, unless the stage's settings have
 * another. SAM asks CloudFormation to keep the value of each that is not named, so that a line
 * taken out of the settings would change nothing.
 *
 * @param values by name
 */
record StackParameters(Map<String, String> values) {
    StackParameters {
        values = Map.copyOf(values);
    }

    /**
     * @param root of the project: holds template.yaml
     * @param settings the stage's, a configuration file of SAM
     */
    static StackParameters read(Path root, Path settings) throws IOException {
        Map<String, String> values = new TemplateDefaults(root.resolve("template.yaml")).read();
        SamSettings.overrides(settings)
                .forEach(
                        (name, value) -> {
                            if (values.replace(name, value) == null) {
                                throw new Refused(
                                        settings
                                                + " sets "
                                                + name
                                                + ", which template.yaml does not have.");
                            }
                        });
        return new StackParameters(values);
    }

    String value(String name) {
        return values.getOrDefault(name, "");
    }

    StackParameters with(String name, String value) {
        Map<String, String> other = new TreeMap<>(values);
        other.put(name, value);
        return new StackParameters(other);
    }

    /** What SAM's command line is given; quoted, else SAM takes no empty value. */
    List<String> arguments() {
        return Stream.concat(
                        Stream.of("--parameter-overrides"),
                        new TreeMap<>(values)
                                .entrySet().stream()
                                        .map(each -> each.getKey() + "=\"" + each.getValue() + '"'))
                .toList();
    }
}
