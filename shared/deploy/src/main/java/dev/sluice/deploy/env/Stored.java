package dev.sluice.deploy.env;

import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/** A parameter as the stage has it. Prints without its value. */
record Stored(String value, ParameterType type) {
    private static final int PAGE = 10;

    /**
     * All of a stage.
     *
     * @return by name below the path: {@code 3/key}
     */
    static Map<String, Stored> read(SsmClient client, String path) {
        Map<String, Stored> parameters = new TreeMap<>();
        var pages =
                client.getParametersByPathPaginator(
                        request ->
                                request.path(path)
                                        .recursive(true)
                                        .withDecryption(true)
                                        .maxResults(PAGE));
        for (var page : pages) {
            for (Parameter parameter : page.parameters()) {
                parameters.put(
                        parameter.name().substring(path.length() + 1),
                        new Stored(parameter.value(), parameter.type()));
            }
        }
        return parameters;
    }

    boolean isSecret() {
        return type != ParameterType.STRING;
    }

    @Override
    public String toString() {
        return "a " + type;
    }
}
