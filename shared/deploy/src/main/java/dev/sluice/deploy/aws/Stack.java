package dev.sluice.deploy.aws;

import dev.sluice.aws.store.TableNames;
import dev.sluice.deploy.console.Refused;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Output;

/**
 * What {@code template.yaml} tells about the stack {@code sluice-<stage>}: its outputs.
 *
 * @param status CloudFormation's word, such as {@code UPDATE_COMPLETE}
 * @param outputs by key
 */
public record Stack(String name, String status, Map<String, String> outputs) {
    public static final String ALIAS = "live";

    /** Of one that was only planned: to CloudFormation it is still to be created. */
    private static final String PLANNED = "REVIEW_IN_PROGRESS";

    public Stack {
        outputs = Map.copyOf(outputs);
    }

    public static String nameOf(String stage) {
        try {
            return "sluice-" + new TableNames(stage).stage();
        } catch (IllegalArgumentException e) {
            throw new Refused("ENV: " + e.getMessage());
        }
    }

    /** Empty where there is no such stack. */
    public static Optional<Stack> find(CloudFormationClient client, String stage) {
        String name = nameOf(stage);
        try {
            return client.describeStacks(request -> request.stackName(name)).stacks().stream()
                    .findFirst()
                    .map(
                            stack ->
                                    new Stack(
                                            name,
                                            stack.stackStatusAsString(),
                                            stack.outputs().stream()
                                                    .collect(
                                                            Collectors.toMap(
                                                                    Output::outputKey,
                                                                    Output::outputValue))))
                    .filter(stack -> !stack.status().equals(PLANNED));
        } catch (AwsServiceException e) {
            // CloudFormation has no code of its own for "there is none"
            if (AwsFault.code(e).equals("ValidationError")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    public static Stack of(CloudFormationClient client, String stage) {
        return find(client, stage)
                .orElseThrow(
                        () ->
                                new Refused(
                                        "There is no stack "
                                                + nameOf(stage)
                                                + " in this account and region. make deploy ENV="
                                                + stage
                                                + " makes it."));
    }

    /** The base URL, without a slash at its end. */
    public URI url() {
        String url = output("Url");
        return URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    }

    public String gatewayFunction() {
        return output("FunctionName");
    }

    public String sweeperFunction() {
        return output("SweeperName");
    }

    /** Those it names: none where making it has failed. */
    public List<String> functions() {
        return Stream.of("SweeperName", "FunctionName")
                .filter(outputs::containsKey)
                .map(this::output)
                .toList();
    }

    private String output(String key) {
        String value = outputs.get(key);
        if (value == null) {
            throw new Refused(
                    "Stack "
                            + name
                            + " has no output "
                            + key
                            + ". Was it deployed from this template?");
        }
        return value;
    }
}
