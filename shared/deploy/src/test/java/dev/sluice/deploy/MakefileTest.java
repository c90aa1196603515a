package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the make targets would run: the right command, and no secret in its line. */
class MakefileTest {
    private static final Path ROOT = Path.of("../..");

    @BeforeEach
    void makeIsHere() {
        assumeThat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                                .map(folder -> Path.of(folder, "make")))
                .anyMatch(Files::isExecutable);
    }

    @Test
    void deployEnv() throws Exception {
        assertThat(make("deploy-env", "ENV=prod")).endsWith("env --stage \"prod\"");
        assertThat(make("deploy-env", "ENV=prod", "PRUNE=1", "YES=1"))
                .endsWith("env --stage \"prod\" --prune --yes");
    }

    @Test
    void deployLambdaFastAndDeployPackageFirst() throws Exception {
        assertThat(make("deploy-lambda-fast", "ENV=prod"))
                .containsPattern("package && exec .* code --stage \"prod\" --package-seconds ");
        for (String target : List.of("deploy-lambda-fast", "deploy")) {
            assertThat(make(target, "ENV=prod", "MODEL=code")).contains(" --model \"code\"");
        }
        assertThat(make("deploy", "ENV=dev", "YES=1"))
                .containsPattern("package && exec .* stack --stage \"dev\" .* --yes");
    }

    /** Packaging takes a minute, and nobody looks any more when it is over. */
    @Test
    void bothCheckBeforeTheyPackage() throws Exception {
        Map<String, String> checks = Map.of("deploy", "check", "deploy-lambda-fast", "there");
        for (var check : checks.entrySet()) {
            List<String> lines = lines(check.getKey(), "ENV=prod");
            assertThat(lines.get(lines.size() - 2))
                    .endsWith(" " + check.getValue() + " --stage \"prod\"");
            assertThat(lines.getLast()).contains("package && exec ");
        }
    }

    @Test
    void logsAndRollback() throws Exception {
        assertThat(make("logs", "ENV=prod", "MINUTES=60", "FOLLOW=1"))
                .endsWith("logs --stage \"prod\" --minutes \"60\" --follow");
        assertThat(make("rollback", "ENV=prod", "VERSION=7"))
                .endsWith("rollback --stage \"prod\" --version \"7\"");
    }

    @Test
    void smokeTakesItsKeyFromTheEnvironmentAlone() throws Exception {
        assertThat(make("smoke", "URL=https://host/prod", "MODEL=code"))
                .endsWith("smoke --url \"https://host/prod\" --model \"code\"");
        assertThat(make("smoke", "ENV=prod"))
                .endsWith("smoke --stage \"prod\"")
                .doesNotContain("CANARY");
    }

    @Test
    void keysOfAStageGoWithTheDeployersWaysToCredentials() throws Exception {
        for (String target : List.of("keys", "key", "revoke", "credit")) {
            assertThat(make(target, "NAME=x", "EMAIL=x@y.z", "USD=1", "ENV=prod"))
                    .startsWith("SLUICE_STAGE=prod ")
                    .contains("-cp shared/deploy/target/sluice-deploy.jar dev.sluice.operator.");
        }
        assertThat(make("keys"))
                .contains("-cp \"shared/operator/target/quick/sluice-operator.jar:");
    }

    @Test
    void aStageMustBeNamed() throws Exception {
        for (String target :
                List.of("deploy", "deploy-lambda-fast", "deploy-env", "logs", "rollback")) {
            assertThat(make(target)).contains("Say which stage, for example: make " + target);
        }
    }

    /** The last line of a dry run. */
    private static String make(String... arguments) throws IOException, InterruptedException {
        List<String> lines = lines(arguments);
        return lines.isEmpty() ? "" : lines.getLast();
    }

    private static List<String> lines(String... arguments)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command(arguments));
        builder.directory(ROOT.toFile()).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("MAKE") || name.equals("MFLAGS"));
        builder.environment().put("SLUICE_SMOKE_KEY", "CANARYkey");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip().lines().toList();
    }

    private static List<String> command(String... arguments) {
        return Stream.concat(
                        Stream.of("make", "--dry-run", "-o", "target/built"),
                        Arrays.stream(arguments))
                .toList();
    }
}
