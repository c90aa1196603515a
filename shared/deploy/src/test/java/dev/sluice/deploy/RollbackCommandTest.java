package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deploy.standin.GatewayStandIn.Manner;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** {@code make rollback} against a stand-in for AWS. */
class RollbackCommandTest extends DeployedStage {
    RollbackCommandTest() throws IOException {}

    @Test
    void rollsBothBackToTheVersionBeforeOrTheOneNamed() {
        assertThat(code()).isZero();

        assertThat(deploy("rollback", "--stage", "prod")).isZero();
        assertLive(1, 1);

        assertThat(deploy("rollback", "--stage", "prod", "--version", "2")).isZero();
        assertLive(2, 2);

        assertThat(deploy("rollback", "--stage", "prod")).isZero();
        assertThat(deploy("rollback", "--stage", "prod")).isOne();
        assertLive(1, 1);
        assertThat(run.output()).contains("There is no version of " + GATEWAY + " before 1");
    }

    @Test
    void rollsBackPastAVersionThatFailedItsSmokeTest() throws IOException {
        assertThat(code()).isZero();
        Files.writeString(root.resolve("target/gateway.zip"), "bad gateway");
        gateway.answers(Manner.BREAKS_OFF);
        assertThat(code()).isOne();
        assertThat(aws.lambda().aliasDescription(GATEWAY)).isEqualTo("live, latest first: 2, 1");
        gateway.answers(Manner.STREAMS);
        Files.writeString(root.resolve("target/gateway.zip"), "good gateway");
        assertThat(code()).isZero();
        assertLive(4, 2);

        assertThat(deploy("rollback", "--stage", "prod")).isZero();
        assertLive(2, 2);

        assertThat(deploy("rollback", "--stage", "prod")).isZero();
        assertThat(aws.lambda().aliasVersion(GATEWAY)).isOne();
        assertThat(aws.lambda().aliasDescription(GATEWAY)).isEqualTo("live, latest first: 1");
    }

    @Test
    void rollsBackToTheVersionBeforeWhereNobodyNotedWhatWasLive() {
        assertThat(code()).isZero();
        aws.lambda().changeCode(GATEWAY, "by hand");
        assertLive(3, 2);

        assertThat(deploy("rollback", "--stage", "prod")).isZero();

        assertThat(aws.lambda().aliasVersion(GATEWAY)).isEqualTo(2);
    }

    @Test
    void rollsBackToNothingThatIsNoNumber() {
        assertThat(deploy("rollback", "--stage", "prod", "--version", "$LATEST")).isOne();

        assertThat(changes()).isEmpty();
        assertThat(run.output()).contains("VERSION must be a number");
    }

    @Test
    void rollsTheSweeperBackToWhatItWasThenAndNoFurther() throws IOException {
        assertThat(code()).isZero();
        Files.writeString(root.resolve("target/gateway.zip"), "newer gateway");
        assertThat(code()).isZero();
        assertLive(3, 2);

        assertThat(deploy("rollback", "--stage", "prod")).isZero();
        assertLive(2, 2);

        assertThat(deploy("rollback", "--stage", "prod", "--version", "1")).isZero();
        assertLive(1, 1);
    }

    @Test
    void takesBackTheSweeperAloneWhereTheLiveVersionIsNamed() throws IOException {
        assertThat(code()).isZero();
        Files.writeString(root.resolve("target/sweeper.zip"), "newer sweeper");
        assertThat(code()).isZero();
        assertLive(2, 3);

        assertThat(deploy("rollback", "--stage", "prod", "--version", "2")).isZero();

        assertLive(2, 2);
    }

    @Test
    void movesNothingWhereTheVersionNamedIsNotThere() {
        assertThat(deploy("rollback", "--stage", "prod", "--version", "9")).isOne();

        assertThat(changes()).isEmpty();
    }

    @Test
    void leavesASweeperAloneThatHasNoVersionAsOld() {
        aws.lambda().add(SWEEPER);
        assertThat(code()).isZero();

        assertThat(deploy("rollback", "--stage", "prod")).isZero();

        assertLive(1, 2);
        assertThat(run.output()).contains(SWEEPER + ": no version is as old as that; live stays");
    }
}
