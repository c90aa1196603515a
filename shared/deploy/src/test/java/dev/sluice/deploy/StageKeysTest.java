package dev.sluice.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.Loopback;
import dev.sluice.standins.aws.AwsStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code make keys ENV=prod} as its own process, with the class path that the Makefile gives it:
 * the ways to credentials that {@code docs/operations.md} names, against a stand-in for SSO, STS
 * and DynamoDB.
 */
class StageKeysTest {
    @TempDir private Path home;
    private final List<String> proxied = new CopyOnWriteArrayList<>();
    private final Map<String, String> variables = new HashMap<>();
    private AwsStandIn aws;

    @BeforeEach
    void start() throws IOException {
        aws = new AwsStandIn().answers("DynamoDB_20120810.Scan", ITEMS);
    }

    @AfterEach
    void stop() throws IOException {
        aws.close();
    }

    @Test
    void signedInBySso() throws Exception {
        profile(SSO_PROFILE);
        signIn("2099-01-01T00:00:00Z");
        Ended keys = keys("SSO", "STS", "DYNAMODB");
        assertThat(keys.err()).isEmpty();
        assertThat(keys.code()).isZero();
        assertThat(keys.out()).contains("NAME", "alice");
        assertThat(aws.signers()).containsExactly("GET /federation/credentials -", "POST / SSOID");
    }

    @Test
    void byARoleOfTheProfile() throws Exception {
        profile(
                """
                [profile deployer]
                role_arn = arn:aws:iam::123456789012:role/deploy
                source_profile = base
                region = eu-central-1
                [profile base]
                aws_access_key_id = BASEID
                aws_secret_access_key = base
                """);
        Ended keys = keys("SSO", "STS", "DYNAMODB");
        assertThat(keys.err()).isEmpty();
        assertThat(keys.out()).contains("alice");
        assertThat(aws.signers()).containsExactly("POST / BASEID", "POST / ROLEID");
    }

    @Test
    void whoHasNotSignedInIsToldSo() throws Exception {
        profile(SSO_PROFILE);
        Ended keys = keys("SSO", "STS");
        assertThat(keys.code()).isEqualTo(1);
        assertThat(keys.err())
                .contains("aws sso login", "AWS_PROFILE", "The profile: The SSO session")
                .doesNotContain("local world", "\tat ");
    }

    /** By the variable that is for https; an endpoint on this machine has none. */
    @Test
    void goesThroughTheProxyOfTheEnvironment() throws Exception {
        profile(
                """
                [profile deployer]
                aws_access_key_id = BASEID
                aws_secret_access_key = base
                region = eu-central-1
                """);
        try (Loopback proxy =
                Loopback.start(connection -> proxied.add(connection.head().first()))) {
            variables.put("HTTPS_PROXY", proxy.origin());
            assertThat(keys().code()).isEqualTo(1);
            assertThat(proxied)
                    .isNotEmpty()
                    .allMatch(
                            call -> call.startsWith("CONNECT dynamodb.eu-central-1.amazonaws.com"));

            assertThat(keys("DYNAMODB").out()).contains("alice");
            assertThat(aws.signers()).containsExactly("POST / BASEID");
        }
    }

    private record Ended(int code, String out, String err) {}

    /** The others of AWS are where they are. */
    private Ended keys(String... standIns) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path")),
                        "dev.sluice.operator.Keys",
                        "list");
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("AWS_"));
        String url = aws.endpoint();
        environment.put("HOME", home.toString());
        environment.put("SLUICE_STAGE", "prod");
        environment.put("AWS_PROFILE", "deployer");
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        for (String service : standIns) {
            environment.put("AWS_ENDPOINT_URL_" + service, url);
        }
        environment.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        environment.putAll(variables);
        Path err = home.resolve("err");
        Process process = builder.redirectError(err.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Ended(process.waitFor(), out, Files.readString(err));
    }

    private void profile(String config) throws IOException {
        Files.createDirectories(home.resolve(".aws"));
        Files.writeString(home.resolve(".aws/config"), config);
    }

    /** What {@code aws sso login} leaves behind. */
    private void signIn(String expiresAt) throws Exception {
        Path cache = Files.createDirectories(home.resolve(".aws/sso/cache"));
        String name =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-1").digest("corp".getBytes(UTF_8)));
        Files.writeString(
                cache.resolve(name + ".json"),
                """
                {"startUrl":"https://corp.example/start","region":"eu-central-1","accessToken":"signed-in","expiresAt":"%s"}"""
                        .formatted(expiresAt));
    }

    private static final String SSO_PROFILE =
            """
            [profile deployer]
            sso_session = corp
            sso_account_id = 123456789012
            sso_role_name = deploy
            region = eu-central-1
            [sso-session corp]
            sso_region = eu-central-1
            sso_start_url = https://corp.example/start
            """;
    private static final String ITEMS =
            """
            {"Items":[{"hash":{"S":"%s"},"name":{"S":"alice"},"createdAt":{"S":"2026-11-25T00:00:00Z"},"revoked":{"BOOL":false}}]}"""
                    .formatted("0".repeat(64));
}
