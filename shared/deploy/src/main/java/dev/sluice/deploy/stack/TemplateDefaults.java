package dev.sluice.deploy.stack;

import dev.sluice.deploy.console.Refused;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * The defaults of a template's parameters, as they are written: {@code 3.00} stays what it is.
 * Whoever changed the template is told the line that cannot be read.
 */
record TemplateDefaults(Path template) {
    private static final String PARAMETERS = "Parameters";

    /**
     * @return by parameter; each has one, for SAM would leave another as it was
     */
    Map<String, String> read() throws IOException {
        Map<String, String> defaults = new TreeMap<>();
        Node parameters = entries(root(), "it").get(PARAMETERS);
        if (parameters == null) {
            throw new Refused(template + " has no " + PARAMETERS + ".");
        }
        entries(parameters, PARAMETERS).forEach((name, of) -> defaults.put(name, value(name, of)));
        return defaults;
    }

    private Node root() throws IOException {
        String text = Utf8File.read(template);
        Node root;
        try {
            root = new Yaml().compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            throw wrong(e.getProblemMark().getLine(), e.getProblem());
        } catch (YAMLException e) {
            throw new Refused(template + ": " + e.getMessage());
        }
        if (root == null) {
            throw new Refused(template + " is empty.");
        }
        return root;
    }

    private String value(String name, Node parameter) {
        Node of = entries(parameter, name).get("Default");
        if (of == null) {
            throw wrong(parameter, "parameter " + name + " has no Default");
        }
        String value = scalar(of);
        if (value == null || !SamSettings.isPassed(value)) {
            throw wrong(
                    of,
                    "the Default of "
                            + name
                            + " must be a text of one line without quotes and backslashes, which SAM's command line is given");
        }
        return value;
    }

    private Map<String, Node> entries(Node of, String name) {
        if (!(of instanceof MappingNode mapping)) {
            throw wrong(of, name + " must be a mapping");
        }
        Map<String, Node> entries = new LinkedHashMap<>();
        for (NodeTuple each : mapping.getValue()) {
            String key = scalar(each.getKeyNode());
            if (key == null) {
                throw wrong(each.getKeyNode(), "a name in " + name + " must be a text");
            }
            entries.put(key, each.getValueNode());
        }
        return entries;
    }

    private static @Nullable String scalar(Node of) {
        return of instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    private Refused wrong(Node at, String why) {
        return wrong(at.getStartMark().getLine(), why);
    }

    private Refused wrong(int line, String why) {
        return new Refused("%s, line %d: %s.".formatted(template, line + 1, why));
    }
}
