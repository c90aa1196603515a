package dev.sluice.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import dev.sluice.standins.RuntimeApiStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.crac.Core;
import org.crac.Resource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The exec wrapper, run by the system's shell: with a {@code java} that prints its arguments, and
 * once with the real one.
 */
@Timeout(180)
final class BootstrapTest {

    private static final Path SCRIPT = Path.of("src/main/scripts/bootstrap-stream");
    private static final String MAIN = "dev.sluice.lambda.RuntimeLoop";
    private static final String CLIENT =
            "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

    @TempDir private Path folder;

    private String java = "";

    /** Tells in its answer which hooks have run. */
    public static final class Hello implements StreamingHandler, Resource {
        private String hooks = "";

        @SuppressWarnings("deprecation") // what functions call today
        public Hello() {
            Core.getGlobalContext().register(this);
        }

        @Override
        public void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
            hooks += "<";
        }

        @Override
        public void afterRestore(org.crac.Context<? extends Resource> context) {
            hooks += ">";
        }

        @Override
        public void handle(byte[] event, StreamingResponse response, Context context)
                throws IOException {
            response.begin(Prelude.of(200, Map.of())).write(("hello" + hooks).getBytes(UTF_8));
        }
    }

    @BeforeEach
    void writeJavaThatPrintsItsArguments() throws IOException {
        Path fake = folder.resolve("a java");
        Files.writeString(fake, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));
        java = fake.toString();
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        var command = new ArrayList<String>(List.of(SCRIPT.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).directory(folder.toFile());
        builder.environment().remove("LAMBDA_TASK_ROOT");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private List<String> run(Map<String, String> environment, String... arguments)
            throws Exception {
        Process process = start(environment, arguments);
        var lines =
                new ArrayList<>(
                        List.of(
                                new String(process.getInputStream().readAllBytes(), UTF_8)
                                        .split("\n")));
        assertThat(process.waitFor()).isZero();
        lines.remove(
                "-Djavax.net.ssl.trustStore=/etc/pki/java/cacerts"); // where the machine has one
        return lines;
    }

    @Test
    void keepsTheFlagsOfTheManagedRuntimeAndReplacesItsClassPath() throws Exception {
        List<String> arguments =
                run(
                        Map.of(),
                        java,
                        "-XX:MaxHeapSize=445645k",
                        "-XX:+UseSerialGC",
                        "-Xshare:on",
                        "-XX:SharedArchiveFile=/var/lang/lib/server/runtime.jsa",
                        "-XX:AOTCache=/var/lang/lib/runtime.aot",
                        "-XX:+TieredCompilation",
                        "--add-opens=java.base/java.io=ALL-UNNAMED",
                        "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
                        "-classpath",
                        "/var/runtime/lib/a.jar:/var/runtime/lib/b.jar",
                        CLIENT,
                        "com.example.Handler");
        assertThat(arguments)
                .containsExactly(
                        "-XX:MaxHeapSize=445645k",
                        "-XX:+UseSerialGC",
                        "-XX:+TieredCompilation",
                        "--add-opens=java.base/java.io=ALL-UNNAMED",
                        "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
                        "-Dsun.net.inetaddr.ttl=5",
                        "-classpath",
                        "/var/task:/var/task/lib/*",
                        MAIN);
    }

    @Test
    void argumentsWithSpacesQuotesAndPatternsStayWhatTheyAre() throws Exception {
        List<String> arguments =
                run(
                        Map.of("LAMBDA_TASK_ROOT", "/my task"),
                        java,
                        "-Da=b c",
                        "-Dq=\"it's\"",
                        "-Ds=*",
                        "-Dd=$(echo no)",
                        "--add-modules",
                        "a b",
                        "-D=",
                        "-cp",
                        "x");
        assertThat(arguments)
                .containsExactly(
                        "-Da=b c",
                        "-Dq=\"it's\"",
                        "-Ds=*",
                        "-Dd=$(echo no)",
                        "--add-modules",
                        "a b",
                        "-D=",
                        "-Dsun.net.inetaddr.ttl=5",
                        "-classpath",
                        "/my task:/my task/lib/*",
                        MAIN);
    }

    @Test
    void ownFlagsComeLastAndAreSplitButNotExpanded() throws Exception {
        List<String> arguments =
                run(
                        Map.of(
                                "LAMBDA_STREAM_JVM_OPTS",
                                " -Xss512k  -Dp=/*  ",
                                "LAMBDA_STREAM_CLASSPATH",
                                "a:b c"),
                        java,
                        "-Xss1m",
                        "-classpath",
                        "x",
                        CLIENT);
        assertThat(arguments)
                .containsExactly(
                        "-Xss1m",
                        "-Dsun.net.inetaddr.ttl=5",
                        "-Xss512k",
                        "-Dp=/*",
                        "-classpath",
                        "a:b c",
                        MAIN);
    }

    @Test
    void aCommandLineWithoutAClassPathEndsAtTheMainClass() throws Exception {
        assertThat(run(Map.of(), java, "-Xss1m", CLIENT, "-not-a-flag"))
                .startsWith("-Xss1m", "-Dsun.net.inetaddr.ttl=5");
        assertThat(run(Map.of(), java)).startsWith("-Dsun.net.inetaddr.ttl=5");
    }

    @Test
    void withoutACommandLineItSaysSo() throws Exception {
        Process process = start(Map.of());
        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
                .isEqualTo(
                        "bootstrap-stream: expected the command line of a Java runtime; is this a java* runtime?\n");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    @Test
    void theRealJavaServesAndExitsWithOneWhenTheRuntimeApiFails() throws Exception {
        String realJava = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try (var api = new RuntimeApiStandIn()) {
            api.deliver("r-1", "{}");
            api.end();
            Process process =
                    start(
                            Map.of(
                                    "AWS_LAMBDA_RUNTIME_API",
                                    api.hostAndPort(),
                                    "AWS_LAMBDA_INITIALIZATION_TYPE",
                                    "snap-start",
                                    "_HANDLER",
                                    Hello.class.getName(),
                                    "LAMBDA_STREAM_CLASSPATH",
                                    System.getProperty("java.class.path")),
                            realJava,
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
                            "-classpath",
                            "/nowhere.jar",
                            CLIENT,
                            "ignored");
            var response = api.arrival("/invocation/r-1/response");
            assertThat(response.raw()).endsWith("7\r\nhello<>\r\n0\r\n\r\n");
            assertThat(process.waitFor(RuntimeApiStandIn.PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
                    .contains("/next answered 500");
        }
    }
}
