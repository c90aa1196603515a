package dev.sluice.wire.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {
    @ParameterizedTest
    @ValueSource(strings = {"0", "0.57", "-1", "1e-2", "1e30", "12345678901234567890.1234567890"})
    void whatAnybodyMeansIsRead(String text) {
        assertThat(Decimal.read(text)).isEqualTo(new BigDecimal(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "1e",
                "NaN",
                "1e31",
                "1e-31",
                "0e-99",
                "1e-999999999",
                "1e2147483647",
                "1e-2147483647",
                "1e-99999999999",
                "0.00000000000000000000000000000000000000001"
            })
    void whatIsNoNumberOrBeyondTheBoundsIsNone(String text) {
        assertThat(Decimal.read(text)).isNull();
    }

    /** A provider's {@code 1e-99999999} held a thread for minutes where it was rounded. */
    @Test
    void nobodyElseMakesADecimalOfAText() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            List<Path> makers =
                    sources.filter(path -> path.toString().endsWith(".java"))
                            .filter(path -> text(path).contains("new BigDecimal("))
                            .toList();
            assertThat(makers)
                    .extracting(path -> path.getFileName().toString())
                    .containsExactly("Decimal.java");
        }
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
