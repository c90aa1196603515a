package dev.sluice.webchat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is decided is decided by types: a text is for people, and changes with their language. A
 * provider's words may be all that there is: {@code FaultReader} reads them, once.
 */
class DecisionsTest {
    private static final Pattern BY_TEXT =
            Pattern.compile(
                    "(message\\(\\)|getMessage\\(\\))\\s*\\.(contains|equals|startsWith|endsWith|matches)\\("
                            + "|\\bkind\\(\\)\\s*\\.name\\(\\)"
                            + "|\\bcode(\\([a-z]*\\))?\\)?\\.equals\\(\"[a-z_]+\"\\)"
                            + "|\\.name\\(\\)\\s*\\.equals\\(\"[A-Z_]+\"\\)"
                            + "|\"[a-z_]+\"\\.equals\\([a-z]+\\.code\\(\\)\\)");

    @ParameterizedTest
    @ValueSource(strings = {"../core", "../wire", "."})
    void nothingIsDecidedByTheTextOfAMessageOrTheNameOfAnEnum(String module) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(module, "src/main/java"))) {
            List<String> deciding =
                    files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> !file.endsWith("wire/upstream/FaultReader.java"))
                            .filter(DecisionsTest::decidesByText)
                            .map(Path::toString)
                            .toList();
            assertThat(deciding).isEmpty();
        }
    }

    private static boolean decidesByText(Path file) {
        try {
            return BY_TEXT.matcher(Files.readString(file)).find();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }
}
