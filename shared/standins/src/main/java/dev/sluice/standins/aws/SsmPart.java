package dev.sluice.standins.aws;

import dev.sluice.standins.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Parameters. */
public final class SsmPart {
    private static final int PAGE = 10;

    /** Prints without its value. */
    private record Kept(String type, String value) {}

    private final Map<String, Kept> parameters = new TreeMap<>();

    public synchronized void put(String name, String type, String value) {
        parameters.put(name, new Kept(type, value));
    }

    /** {@code String:60}, or "" for none. */
    public synchronized String get(String name) {
        Kept kept = parameters.get(name);
        return kept == null ? "" : kept.type() + ":" + kept.value();
    }

    public synchronized int size() {
        return parameters.size();
    }

    AwsRequest request(String operation, Map<String, String> input) {
        String name =
                input.getOrDefault(
                        "Name", input.getOrDefault("Names", input.getOrDefault("Path", "")));
        return new AwsRequest(operation + " " + name, () -> run(operation, name, input));
    }

    private synchronized AwsAnswer run(String operation, String name, Map<String, String> input) {
        return switch (operation) {
            case "GetParametersByPath" ->
                    page(name, Integer.parseInt(input.getOrDefault("NextToken", "0")));
            case "PutParameter" -> {
                if (parameters.containsKey(name) && !"true".equals(input.get("Overwrite"))) {
                    yield AwsAnswer.error(400, "ParameterAlreadyExists", name);
                }
                put(name, input.getOrDefault("Type", ""), input.getOrDefault("Value", ""));
                yield AwsAnswer.json("{\"Version\":1,\"Tier\":\"Standard\"}");
            }
            case "DeleteParameters" -> {
                parameters.remove(name);
                yield AwsAnswer.json("{\"DeletedParameters\":[],\"InvalidParameters\":[]}");
            }
            default -> AwsAnswer.error(400, "UnknownOperationException", operation);
        };
    }

    private AwsAnswer page(String path, int from) {
        List<String> found = new ArrayList<>();
        parameters.forEach(
                (name, kept) -> {
                    if (name.startsWith(path + "/")) {
                        found.add(
                                "{\"Name\":%s,\"Type\":\"%s\",\"Value\":%s}"
                                        .formatted(
                                                JsonFields.text(name),
                                                kept.type(),
                                                JsonFields.text(kept.value())));
                    }
                });
        int to = Math.min(found.size(), from + PAGE);
        String next = to < found.size() ? ",\"NextToken\":\"" + to + '"' : "";
        return AwsAnswer.json(
                "{\"Parameters\":[" + String.join(",", found.subList(from, to)) + "]" + next + "}");
    }
}
