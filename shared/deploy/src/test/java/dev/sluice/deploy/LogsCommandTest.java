package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** {@code make logs} against a stand-in for AWS. */
class LogsCommandTest extends DeployedStage {
    LogsCommandTest() throws IOException {}

    @Test
    void printsTheLinesOfBothFunctions() {
        aws.logEvents(
                "{\"eventId\":\"a\",\"timestamp\":1700000000000,\"message\":\"one \\u001b[2J line\\n\"}");

        assertThat(deploy("logs", "--stage", "prod")).isZero();

        assertThat(aws.calls("FilterLogEvents"))
                .containsExactly(
                        "FilterLogEvents /sluice/" + GATEWAY, "FilterLogEvents /sluice/" + SWEEPER);
        assertThat(run.output()).contains("2023-11-14T22:13:20Z one  [2J line\n");
    }
}
