package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deploy.standin.GatewayStandIn;
import dev.sluice.deploy.standin.Run;
import dev.sluice.standins.aws.AwsStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A stage that is there, on the stand-ins, and the commands that change its code. */
abstract class DeployedStage {
    static final String GATEWAY = "sluice-prod-gateway";
    static final String SWEEPER = "sluice-prod-sweeper";

    final Run run = new Run();
    final Map<String, String> environment = new HashMap<>();
    final AwsStandIn aws;
    final GatewayStandIn gateway;

    @TempDir Path root = Path.of("");

    DeployedStage() throws IOException {
        aws = new AwsStandIn();
        gateway = new GatewayStandIn();
    }

    @BeforeEach
    void deployedOnce() throws IOException {
        environment.putAll(aws.environment());
        environment.put("SLUICE_SMOKE_KEY", GatewayStandIn.KEY);
        aws.outputs().put("Url", gateway.url().toString());
        aws.outputs().put("FunctionName", GATEWAY);
        aws.outputs().put("SweeperName", SWEEPER);
        aws.lambda().add(SWEEPER);
        aws.lambda().add(GATEWAY);
        Files.createDirectories(root.resolve("target"));
        Files.writeString(root.resolve("target/gateway.zip"), "new gateway");
        Files.writeString(root.resolve("target/sweeper.zip"), "new sweeper");
    }

    @AfterEach
    void nothingSecretWasShown() throws IOException {
        aws.close();
        gateway.close();
        assertThat(run.output()).doesNotContain("CANARY");
    }

    void assertLive(int gatewayVersion, int sweeperVersion) {
        assertThat(aws.lambda().aliasVersion(GATEWAY)).isEqualTo(gatewayVersion);
        assertThat(aws.lambda().aliasVersion(SWEEPER)).isEqualTo(sweeperVersion);
    }

    List<String> changes() {
        return aws.calls().stream()
                .filter(call -> !call.matches("(Get|Describe|List|Filter).*"))
                .toList();
    }

    int code(String... more) {
        String[] arguments = {"code", "--stage", "prod"};
        String[] all = new String[arguments.length + more.length];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return deploy(all);
    }

    int deploy(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "--root";
        all[1] = root.toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return Deploy.run(environment, run.unattended(), Run.AT_ONCE, all);
    }
}
