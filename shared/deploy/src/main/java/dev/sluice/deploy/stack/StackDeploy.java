package dev.sluice.deploy.stack;

import dev.sluice.deploy.aws.Clients;
import dev.sluice.deploy.aws.Stack;
import dev.sluice.deploy.console.Refused;
import dev.sluice.deploy.console.Steps;
import dev.sluice.deploy.console.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes or updates the stack of a stage from {@code template.yaml} with the settings of {@code
 * env/<stage>.toml}, a configuration file of SAM. What is missing is told before anything runs.
 */
public final class StackDeploy {
    private static final String LOCAL = "local";
    private static final Pattern STAGE = Pattern.compile("(?m)^[^#]*\\bStage=([a-z0-9-]+)");

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
        requireSettings(settings(root, stage), stage);
        Sam.find(environment, terminal);
        new Clients(environment).requireCredentials();
    }

    public void run(Path root, String stage, Steps steps) throws Exception {
        String name = Stack.nameOf(stage);
        Path settings = settings(root, stage);
        Sam sam = Sam.find(environment, terminal);
        Clients clients = new Clients(environment);
        terminal.say("Stack %s in %s, settings of env/%s.toml", name, clients.region(), stage);
        steps.run("sam build", () -> sam.run(root, "build", "--build-in-source"));
        steps.run(
                "sam deploy",
                () ->
                        sam.run(
                                root,
                                "deploy",
                                "--template-file",
                                ".aws-sam/build/template.yaml",
                                "--config-file",
                                settings.toString(),
                                "--stack-name",
                                name,
                                "--region",
                                clients.region().id(),
                                "--no-confirm-changeset",
                                "--no-fail-on-empty-changeset"));
    }

    private static Path settings(Path root, String stage) {
        return root.resolve("env").resolve(stage + ".toml").toAbsolutePath();
    }

    private static void requireSettings(Path settings, String stage) throws IOException {
        if (!Files.exists(settings)) {
            throw new Refused(
                    "There is no "
                            + settings
                            + ". Copy env/prod.toml and set Stage="
                            + stage
                            + ".");
        }
        Matcher matcher = STAGE.matcher(Files.readString(settings));
        String named = matcher.find() ? matcher.group(1) : "none";
        if (!named.equals(stage)) {
            throw new Refused(
                    settings
                            + " is of stage "
                            + named
                            + ": its parameters must say Stage="
                            + stage);
        }
    }
}
