package dev.sluice.gateway.lambda;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * {@code template.yaml} as maps, lists and strings; {@code !Ref x} is the map {@code Ref: x},
 * {@code !Sub} the map {@code Fn::Sub} and so on.
 */
record Template(Map<String, Object> root) {

    static Template read() throws IOException {
        try (Reader in = Files.newBufferedReader(Path.of("../../template.yaml"))) {
            return new Template(map(value(new Yaml().compose(in))));
        }
    }

    Map<String, Object> resources() {
        return map(root.get("Resources"));
    }

    /** The properties of a resource. */
    Map<String, Object> properties(String resource) {
        return map(map(resources().get(resource)).get("Properties"));
    }

    List<Map<String, Object>> propertiesOf(String type) {
        return resources().values().stream()
                .map(Template::map)
                .filter(resource -> type.equals(resource.get("Type")))
                .map(resource -> map(resource.get("Properties")))
                .toList();
    }

    @SuppressWarnings("unchecked") // value() makes no others
    static Map<String, Object> map(@Nullable Object value) {
        return (Map<String, Object>) Objects.requireNonNull(value);
    }

    @SuppressWarnings("unchecked")
    static List<Object> list(@Nullable Object value) {
        return value instanceof List<?> list
                ? (List<Object>) list
                : List.of(Objects.requireNonNull(value));
    }

    static String text(@Nullable Object value) {
        return (String) Objects.requireNonNull(value);
    }

    private static Object value(Node node) {
        Object plain =
                switch (node) {
                    case MappingNode mapping -> mapping(mapping);
                    case SequenceNode sequence ->
                            new ArrayList<>(
                                    sequence.getValue().stream().map(Template::value).toList());
                    case ScalarNode scalar -> scalar.getValue();
                    default -> throw new IllegalStateException("an anchor was not resolved");
                };
        String tag = node.getTag().getValue();
        if (!tag.startsWith("!")) {
            return plain;
        }
        return Map.of(tag.equals("!Ref") ? "Ref" : "Fn::" + tag.substring(1), plain);
    }

    private static Map<String, Object> mapping(MappingNode node) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            map.put(((ScalarNode) tuple.getKeyNode()).getValue(), value(tuple.getValueNode()));
        }
        return map;
    }
}
