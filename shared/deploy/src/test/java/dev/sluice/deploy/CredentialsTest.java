package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deploy.console.Terminal;
import dev.sluice.deploy.standin.Run;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a process of its own: the SDK looks into the real environment too. */
class CredentialsTest {
    private static final List<String> COMMANDS =
            List.of("env", "there", "code", "rollback", "logs", "smoke");

    @TempDir private Path home = Path.of("");

    @Test
    void everyCommandSaysInTwoLinesThatThereAreNone() throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Duser.home=" + home,
                        "-cp",
                        System.getProperty("java.class.path"),
                        CredentialsTest.class.getName());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();

        assertThat(output.lines().filter(line -> line.equals("There are no AWS credentials.")))
                .hasSameSizeAs(COMMANDS);
        assertThat(output.lines().filter(line -> line.startsWith("Sign in (aws sso login")))
                .hasSameSizeAs(COMMANDS);
        assertThat(output.lines()).hasSize(2 * COMMANDS.size());
    }

    public static void main(String[] args) {
        Map<String, String> environment = Map.of("AWS_REGION", "eu-central-1");
        for (String command : COMMANDS) {
            Deploy.run(
                    environment,
                    Terminal.unattended(System.out),
                    Run.AT_ONCE,
                    command,
                    "--stage",
                    "prod");
        }
    }
}
