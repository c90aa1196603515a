package dev.sluice.deploy;

import dev.sluice.deploy.console.Terminal;
import dev.sluice.deploy.standin.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/** A project and its stage, with a script in place of sam. */
abstract class StackSteps extends DeployedStage {
    StackSteps() throws IOException {}

    @BeforeEach
    void project() throws IOException {
        environment.put("PATH", root.resolve("bin") + ":/usr/bin:/bin");
        Files.writeString(root.resolve("target/gateway.zip"), "the gateway");
        Files.writeString(root.resolve("target/sweeper.zip"), "the sweeper");
        Files.copy(Path.of("../../template.yaml"), root.resolve("template.yaml"));
        Files.createDirectories(root.resolve("env"));
        Files.createDirectories(root.resolve("bin"));
        settings("# Stage=other\nparameter_overrides = \"Stage=prod\"\n");
        sam("echo sam \"$@\"");
    }

    /** What CloudFormation does: with the first call after the script in place of sam. */
    void whenSamHasRun(Runnable change) {
        whenSamSays("sam deploy: ", change);
    }

    void whenSamSays(String line, Runnable change) {
        AtomicBoolean done = new AtomicBoolean();
        aws.faults(
                call -> {
                    if (run.output().contains(line) && !done.getAndSet(true)) {
                        change.run();
                    }
                    return Optional.empty();
                });
    }

    String live(String function) {
        return aws.lambda().content(function, aws.lambda().aliasVersion(function));
    }

    /** The value of a parameter in each deployment that SAM was told to do. */
    List<String> samDeploys(String parameter) {
        return Pattern.compile("sam deploy .* " + parameter + "=\"([^\"]*)\"")
                .matcher(run.output())
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    void settings(String ofDeploy) throws IOException {
        Files.writeString(
                root.resolve("env/prod.toml"), "[default.deploy.parameters]\n" + ofDeploy);
    }

    void sam(String line) throws IOException {
        Path program = root.resolve("bin/sam");
        Files.writeString(program, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    int stack(String stage, String... more) {
        return deploy(
                Stream.concat(Stream.of("stack", "--stage", stage), Stream.of(more))
                        .toArray(String[]::new));
    }

    int run(Terminal terminal, String... arguments) {
        String[] all =
                Stream.concat(Stream.of("--root", root.toString()), Stream.of(arguments))
                        .toArray(String[]::new);
        return Deploy.run(environment, terminal, Run.AT_ONCE, all);
    }
}
