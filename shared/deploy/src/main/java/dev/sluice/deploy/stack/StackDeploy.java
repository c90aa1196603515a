package dev.sluice.deploy.stack;

import dev.sluice.deploy.aws.Clients;
import dev.sluice.deploy.aws.Stack;
import dev.sluice.deploy.console.Refused;
import dev.sluice.deploy.console.Steps;
import dev.sluice.deploy.console.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes or updates the stack of a stage from {@code template.yaml} with the settings of {@code
 * env/<stage>.toml}, a configuration file of SAM. What is missing is told before anything runs.
 */
public final class StackDeploy {
    private static final String LOCAL = "local";
    private static final String PROTECTION = "DeletionProtection";

    private final Map<String, String> environment;
    private final Terminal terminal;

    public StackDeploy(Map<String, String> environment, Terminal terminal) {
        this.environment = Map.copyOf(environment);
        this.terminal = terminal;
    }

    /**
     * Refuses what {@link #run} could not do.
     *
     * @param root of the project: holds template.yaml and env/
     */
    public void check(Path root, String stage) throws IOException {
        Stack.nameOf(stage);
        if (stage.equals(LOCAL)) {
            throw new Refused("Stage local is this machine's own: make dev.");
        }
        parameters(root, stage);
        Sam.find(environment, terminal);
        new Clients(environment).requireCredentials();
    }

    /**
     * @param isNew there is no such stack yet. Its tables are protected when it stands:
     *     CloudFormation could not delete them where making it fails, and the stack could neither
     *     be updated nor deleted
     */
    public void run(Path root, String stage, boolean isNew, Steps steps) throws Exception {
        Sam sam = Sam.find(environment, terminal);
        StackParameters parameters = parameters(root, stage);
        terminal.say(
                "Stack %s in %s, settings of env/%s.toml",
                Stack.nameOf(stage), new Clients(environment).region(), stage);
        steps.run("sam build", () -> sam.run(root, List.of("build", "--build-in-source")));
        boolean protectsLater = isNew && protects(parameters.value(PROTECTION), stage);
        StackParameters first = protectsLater ? parameters.with(PROTECTION, "off") : parameters;
        steps.run("sam deploy", () -> sam.run(root, deploy(root, stage, first)));
        if (protectsLater) {
            steps.run(
                    "sam deploy, protection of the tables",
                    () -> sam.run(root, deploy(root, stage, parameters)));
        }
    }

    /** As the template's condition {@code IsProtected} has it. */
    private static boolean protects(String protection, String stage) {
        return protection.equals("on") || (protection.equals("auto") && stage.equals("prod"));
    }

    private List<String> deploy(Path root, String stage, StackParameters parameters) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "deploy",
                                "--template-file",
                                ".aws-sam/build/template.yaml",
                                "--config-file",
                                settings(root, stage).toString(),
                                "--stack-name",
                                Stack.nameOf(stage),
                                "--region",
                                new Clients(environment).region().id(),
                                "--no-confirm-changeset",
                                "--no-fail-on-empty-changeset"));
        arguments.addAll(parameters.arguments());
        return arguments;
    }

    private static Path settings(Path root, String stage) {
        return root.resolve("env").resolve(stage + ".toml").toAbsolutePath();
    }

    private static StackParameters parameters(Path root, String stage) throws IOException {
        Path settings = settings(root, stage);
        if (!Files.exists(settings)) {
            throw new Refused(
                    "There is no "
                            + settings
                            + ". Copy env/prod.toml and set Stage="
                            + stage
                            + ".");
        }
        StackParameters parameters = StackParameters.read(root, settings);
        if (!parameters.value("Stage").equals(stage)) {
            throw new Refused(
                    settings
                            + " is of stage "
                            + parameters.value("Stage")
                            + ": its parameters must say Stage="
                            + stage);
        }
        return parameters;
    }
}
