package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deploy.console.Terminal;
import dev.sluice.deploy.standin.Run;
import dev.sluice.standins.aws.AwsStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder with one file of provider keys, and a Parameter Store to write them to. */
abstract class EnvSteps {
    static final String PATH = "/sluice/prod/providers/";
    static final String CANARY = "CANARYone";
    static final String SECOND_CANARY = "CANARYtwo";

    final Run run = new Run();

    @TempDir Path root = Path.of("");
    AwsStandIn aws = standIn();

    @BeforeEach
    void emptyFolder() throws IOException {
        Files.createDirectories(root.resolve("env"));
    }

    @AfterEach
    void nothingSecretWasShownOrLeft() throws IOException {
        aws.close();
        assertThat(run.output()).doesNotContain("CANARY");
        try (var files = Files.walk(root)) {
            assertThat(files.filter(Files::isRegularFile))
                    .allMatch(file -> file.endsWith("prod.env"));
        }
    }

    int deploy(String... more) {
        return deploy(run.unattended(), more);
    }

    int deploy(Terminal terminal, String... more) {
        String[] arguments = {"--root", root.toString(), "env", "--stage", "prod"};
        String[] all = new String[arguments.length + more.length];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return Deploy.run(aws.environment(), terminal, Run.AT_ONCE, all);
    }

    void file(String... lines) throws IOException {
        Files.writeString(root.resolve("env/prod.env"), String.join("\n", lines) + "\n");
    }

    void slot(int number, String type, String key) {
        aws.ssm().put(PATH + number + "/type", "String", type);
        aws.ssm().put(PATH + number + "/key", "SecureString", key);
    }

    static AwsStandIn standIn() {
        try {
            return new AwsStandIn();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
