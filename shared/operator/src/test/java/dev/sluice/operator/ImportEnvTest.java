package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.aws.settings.EnvFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportEnvTest {
    @TempDir private Path folder;
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return ImportEnv.run(new PrintStream(told, true, StandardCharsets.UTF_8), arguments);
    }

    private String told() {
        return told.toString(StandardCharsets.UTF_8);
    }

    private Path old(String text) throws IOException {
        return Files.writeString(folder.resolve("old.env"), text);
    }

    @Test
    void anOldFileBecomesOneOfOursThatItsOwnerAloneReads() throws IOException {
        Path old = old("LP_TYPE_0=together\nLP_KEY_0=\"CANARY it's\"\n");
        Path ours = folder.resolve("new folder/ours.env");
        assertThat(run(old.toString(), ours.toString())).as(told()).isZero();
        assertThat(EnvFile.read(ours))
                .containsEntry("SLUICE_PROVIDER_TYPE_0", "together")
                .containsEntry("SLUICE_PROVIDER_KEY_0", "CANARY it's");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ours)))
                .isEqualTo("rw-------");
        assertThat(told()).contains("SLUICE_PROVIDER_KEY_0").doesNotContain("CANARY");
    }

    @Test
    void aFileThatIsThereIsNeverWrittenOver() throws IOException {
        Path ours = Files.writeString(folder.resolve("ours.env"), "KEPT=1\n");
        assertThat(run(old("LP_TYPE_0=together\n").toString(), ours.toString())).isEqualTo(1);
        assertThat(ours).hasContent("KEPT=1");
        assertThat(told()).contains("is there already");
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThat(run("", "x")).isEqualTo(2);
        assertThat(run(folder.resolve("none").toString(), folder.resolve("x").toString()))
                .isEqualTo(1);
        assertThat(folder.resolve("x")).doesNotExist();
    }
}
