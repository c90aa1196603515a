package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.aws.settings.SettingNames;
import dev.sluice.devkit.Dev;
import dev.sluice.gateway.Serve;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads where a process does not start, or not as was meant. */
class StartTest {
    private static final Pattern SETTING = Pattern.compile("\\bSLUICE_[A-Z_]*[A-Z]\\b");

    @TempDir private Path empty;

    private static final Map<String, String> MEMORY =
            Map.of(
                    "SLUICE_STORES", "memory",
                    "PORT", "0",
                    "SLUICE_PROVIDER_TYPE_0", "together",
                    "SLUICE_PROVIDER_KEY_0", "upstream-key");

    private static Map<String, String> with(String name, String value) {
        Map<String, String> settings = new HashMap<>(MEMORY);
        settings.put(name, value);
        return settings;
    }

    @Test
    void whoNamesNoSlotIsToldHowOneIsMade() throws Exception {
        Processes.Ended ended =
                Processes.run(
                        Processes.java(
                                Map.of(
                                        "SLUICE_STORES", "memory",
                                        "PORT", "0",
                                        "SLUICE_PROVIDER_TYPE_0", "together",
                                        "AWS_CONFIG_FILE", empty + "/none",
                                        "AWS_SHARED_CREDENTIALS_FILE", empty + "/none"),
                                "dev.sluice.gateway.Serve"));
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).contains("slot 0 is skipped: it has no key");
        assertThat(ended.err())
                .contains("no provider slot is set", "SLUICE_PROVIDER_KEY_0", "set AWS_REGION");
    }

    @Test
    void aPortThatIsTakenIsToldAsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThatThrownBy(() -> Serve.start(with("PORT", port), System.out))
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + port)
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void aDirectoryThatCannotBeIsToldUnderItsName() throws IOException {
        Path file = Files.createFile(empty.resolve("file"));
        assertThatThrownBy(() -> Dev.start(Map.of("DATA", file.toString()), System.out))
                .hasMessage("DATA must name a directory that can be written: " + file);
    }

    @Test
    void aNameWrittenWrongIsTold() throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Map<String, String> settings = with("SLUICE_IDLE_TIMEOUT", "5000");
        try (PrintStream out = new PrintStream(said, true, UTF_8);
                Dev dev = Dev.start(settings, out)) {
            assertThat(dev.port()).isPositive();
        }
        assertThat(said.toString(UTF_8))
                .contains("SLUICE_IDLE_TIMEOUT is no setting of Sluice")
                .doesNotContain("SLUICE_STORES");
    }

    @Test
    void eachNameThatIsReadOrWrittenOfIsKnown() throws IOException {
        Map<String, String> named = new HashMap<>();
        for (String name : settingsNamed()) {
            named.put(name, "x");
        }
        assertThat(named).hasSizeGreaterThan(30);
        named.remove("SLUICE_JVM_OPTS"); // of the script bootstrap-server
        assertThat(SettingNames.warnings(named)).isEmpty();
    }

    private static Set<String> settingsNamed() throws IOException {
        Set<String> names = new TreeSet<>();
        Path root = Processes.repository();
        for (String place : new String[] {"README.md", "docs", "env", "shared", "functions"}) {
            try (Stream<Path> files = Files.walk(root.resolve(place))) {
                for (Path file : files.filter(StartTest::isRead).toList()) {
                    SETTING.matcher(Files.readString(file))
                            .results()
                            .forEach(result -> names.add(result.group()));
                }
            }
        }
        return names;
    }

    private static boolean isRead(Path file) {
        String path = file.toString();
        return Files.isRegularFile(file)
                && (path.endsWith(".md")
                        || path.endsWith(".example.env")
                        || (path.endsWith(".java") && path.contains("/src/main/")));
    }
}
