package dev.sluice.aws.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvFileTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "A=b|b",
                "  A = b c  |b c",
                "export A=b|b",
                "A=|``",
                "A=b#c|b#c",
                "A=b # comment|b",
                "A= # comment|``",
                "A='b # c' # comment|b # c",
                "A='b\\n'|b\\n",
                "A=\"b \\\"c\\\" \\\\ # d\"|b \"c\" \\ # d",
                "A=b=c|b=c",
                "A=$HOME|$HOME",
                "A=it's|it's",
            })
    void readsALine(String line, String value) {
        assertThat(EnvFile.parse(List.of(line), "x.env")).isEqualTo(Map.of("A", value));
    }

    @Test
    void skipsEmptyLinesAndCommentsAndKeepsTheLastOfAName() {
        assertThat(EnvFile.parse(List.of("\uFEFFA=1", "", "  # A=2", "B=2", "A=3"), "x.env"))
                .isEqualTo(Map.of("A", "3", "B", "2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hidden", "1A=hidden", "A-B=hidden", "A='hidden", "A=\"hidden\" more"})
    void anErrorNamesTheLineAndNotWhatStandsThere(String line) {
        assertThatThrownBy(() -> EnvFile.parse(List.of("", line), "x.env"))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("x.env:2: ")
                .hasMessageNotContaining("hidden");
    }

    @Test
    void aFileThatIsNotUtf8IsNamed(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("latin.env");
        Files.writeString(file, "# für prod", StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> EnvFile.read(file))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(file + ": is not UTF-8");
    }

    @Test
    void readsAFile(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("local.env");
        Files.writeString(file, "A=1\r\nB=zwei\r\n");
        assertThat(EnvFile.read(file)).isEqualTo(Map.of("A", "1", "B", "zwei"));
    }
}
