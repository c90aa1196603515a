package dev.sluice.deploy.stack;

import dev.sluice.deploy.console.Refused;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

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
        Map<String, String> values = defaults(root.resolve("template.yaml"));
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

    /** As they are written, so that {@code 3.00} stays what it is. */
    private static Map<String, String> defaults(Path template) throws IOException {
        Map<String, String> defaults = new TreeMap<>();
        try (Reader in = Files.newBufferedReader(template)) {
            entries(entries(new Yaml().compose(in)).get("Parameters"))
                    .forEach((name, of) -> defaults.put(name, scalar(entries(of).get("Default"))));
        }
        return defaults;
    }

    private static Map<String, Node> entries(@Nullable Node of) {
        Map<String, Node> entries = new LinkedHashMap<>();
        for (NodeTuple each : ((MappingNode) Objects.requireNonNull(of)).getValue()) {
            entries.put(scalar(each.getKeyNode()), each.getValueNode());
        }
        return entries;
    }

    private static String scalar(@Nullable Node of) {
        return ((ScalarNode) Objects.requireNonNull(of)).getValue();
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
