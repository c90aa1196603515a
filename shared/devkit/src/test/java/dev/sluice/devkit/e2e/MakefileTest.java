package dev.sluice.devkit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The front door of the repository. */
class MakefileTest {
    @TempDir private Path empty;

    @BeforeEach
    void hasMake() {
        assumeTrue(Processes.exists("make"), "no make on this machine");
    }

    private static Processes.Ended make(String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("make"));
        command.addAll(List.of(arguments));
        return Processes.run(
                new ProcessBuilder(command).directory(Processes.repository().toFile()));
    }

    @Test
    void helpListsEachTargetWithOneLine() throws Exception {
        Processes.Ended help = make("help");
        assertThat(help.code()).as(help.err()).isZero();
        assertThat(help.out().lines()).allMatch(line -> line.matches("  make [a-z-]+ +\\S.*"));
        for (String target :
                List.of(
                        "help", "build", "dev", "serve", "key", "keys", "revoke", "test", "bench",
                        "clean")) {
            assertThat(help.out()).containsPattern("(?m)^  make " + target + " ");
        }
        assertThat(make().out())
                .as("help is what make does when told nothing")
                .isEqualTo(help.out());
    }

    @Test
    void withoutAJdkItSaysWhatToInstall() throws Exception {
        Processes.Ended make = make("jdk", "JDK=", "JAVA_HOME=" + empty);
        assertThat(make.code()).isNotZero();
        assertThat(make.err()).contains("JDK 25", "apt-get install", "brew install");
    }

    @Test
    void targetsAreDryRunnable() throws Exception {
        for (String target :
                List.of("dev", "serve", "test", "key", "keys", "revoke", "clean", "bench")) {
            Processes.Ended dry = make("-n", target, "NAME=someone");
            assertThat(dry.code()).as(target + ": " + dry.err()).isZero();
        }
    }

    @Test
    void aKeyIsMadeWithWhatWasSaid() throws Exception {
        String command =
                make("-n", "key", "NAME=mia", "RPM=5", "MODELS=a,b", "EXPIRES=2027-01-31").out();
        assertThat(command)
                .contains(
                        "create --name \"mia\"",
                        "--rpm \"5\"",
                        "--models \"a,b\"",
                        "--expires \"2027-01-31\"")
                .doesNotContain("--tpm");
        assertThat(make("-n", "keys", "ENV=prod").out())
                .contains("SLUICE_STAGE=prod")
                .doesNotContain("AWS_ENDPOINT_URL_DYNAMODB");
    }

    @Test
    void theKeyAloneComesOutWhereItIsBuiltFirst() throws Exception {
        Processes.Ended made =
                make(
                        "key",
                        "NAME=smoke",
                        "LOCAL=" + empty + "/built",
                        "MVN=echo fetched",
                        "JAVA=echo the-key; :");
        assertThat(made.out()).isEqualTo("the-key\n");
        assertThat(made.err()).contains("Building", "fetched");
        assertThat(
                        make(
                                        "serve",
                                        "LOCAL=" + empty + "/built",
                                        "SERVE_AOT=" + empty + "/aot",
                                        "JAVA=true")
                                .out())
                .isEmpty();
    }

    @Test
    void buildMakesTheZipsAndTheLocalWorldDoesWithout() throws Exception {
        String built = "BUILT=" + empty + "/built";
        String zips = "ZIPS=" + empty + "/gateway.zip " + empty + "/sweeper.zip";
        Processes.Ended build = make("build", built, zips, "MVN=echo mvn");
        assertThat(build.code()).as(build.err()).isZero();
        assertThat(build.err()).contains("-DskipZip=false package");
        assertThat(empty.resolve("gateway.zip")).exists();
        assertThat(empty.resolve("sweeper.zip")).exists();
        assertThat(make("-n", "dev", "LOCAL=" + empty + "/other").out())
                .contains("-DskipZip=true", "package");
    }

    /** From a fresh clone: no tests, no checks, no deployer, no benchmarks. */
    @Test
    void whatRunsHereIsBuiltAlone() throws Exception {
        for (String target : List.of("dev", "serve", "keys", "pricing-ts")) {
            assertThat(make("-n", target, "LOCAL=" + empty + "/other").out())
                    .as(target)
                    .contains("-Dquick -Dmaven.test.skip=true", "-pl shared/devkit,shared/operator")
                    .doesNotContain("-DskipTests");
        }
        assertThat(make("-n", "keys", "ENV=prod", "BUILT=" + empty + "/other").out())
                .contains("-DskipTests")
                .doesNotContain("-Dquick");
    }

    @Test
    void whatACommandNeedsIsAskedForBeforeAnythingIsBuilt() throws Exception {
        for (String command : List.of("key", "revoke", "credit", "smoke")) {
            Processes.Ended asked =
                    make(
                            command,
                            "LOCAL=" + empty + "/other",
                            "BUILT=" + empty + "/other",
                            "MVN=echo built");
            assertThat(asked.code()).as(command).isNotZero();
            assertThat(asked.err()).as(command).contains("Say ").doesNotContain("Building");
        }
    }

    @Test
    void itSaysWhatItIsDoing() throws Exception {
        Path maven = empty.resolve("maven");
        Files.writeString(
                maven,
                """
                printf '%s\\n' '[INFO] ' '[INFO] Building Sluice core 1.0   [2/9]' 'a fault'
                for i in $(seq 25); do echo Downloaded from central; done
                """);
        Processes.Ended make =
                make(
                        "key",
                        "NAME=x",
                        "LOCAL=" + empty + "/built",
                        "MVN=bash " + maven,
                        "JAVA=echo k; :");
        assertThat(make.out()).isEqualTo("k\n");
        assertThat(make.err().lines())
                .contains("  2/9  Sluice core 1.0 ", "a fault")
                .contains("  fetched 25 files of Maven's libraries")
                .noneMatch(line -> line.contains("[INFO]") || line.startsWith("Downloaded"));
    }

    @Test
    void aBuildThatFailsEndsThere() throws Exception {
        Processes.Ended make =
                make("key", "NAME=x", "LOCAL=" + empty + "/built", "MVN=false", "JAVA=echo k; :");
        assertThat(make.code()).isNotZero();
        assertThat(make.out()).isEmpty();
        assertThat(empty.resolve("built")).doesNotExist();
    }

    @Test
    void ciRunsWhatPeopleRun() throws IOException {
        assertThat(Files.readString(Processes.repository().resolve(".ci/run")))
                .contains("make test");
    }
}
