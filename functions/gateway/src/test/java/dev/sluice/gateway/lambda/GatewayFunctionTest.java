package dev.sluice.gateway.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.aws.settings.SettingsException;
import dev.sluice.gateway.rehearsal.RehearsalStage;
import dev.sluice.standins.aws.AwsStandIn;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayFunctionTest {
    @AutoClose private final RehearsalStage provider = new RehearsalStage();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    GatewayFunctionTest() throws IOException {}

    @Test
    void streamsACompletionAndLogsOneLine() throws Exception {
        CollectedResponse response = serve(event("chat-stream"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).startsWith("data: {").endsWith("data: [DONE]\n\n");
        Map<String, Object> line = logged();
        assertThat(line)
                .containsEntry("event", "request")
                .containsEntry("status", 200)
                .containsEntry("outcome", "completed")
                .containsEntry("provider", "together")
                .containsEntry("source", "server")
                .containsEntry("callerId", "local")
                .containsEntry("traceId", FakeContext.TRACE)
                .doesNotContainKey("traceparent")
                .containsEntry("lambdaRequestId", "lambda-1")
                .containsEntry("InputTokens", 9)
                .containsEntry("OutputTokens", 2)
                .containsEntry("Throttles", 0)
                .containsKeys("requestId", "TimeToFirstToken", "AddedLatency", "CostUsd");
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains(
                        "\"Dimensions\":[[\"stage\"],[\"stage\",\"provider\",\"model\"]]",
                        "{\"Name\":\"AddedLatency\",\"Unit\":\"Milliseconds\"}")
                .doesNotContain("sk-local", "hello", "Hi");
    }

    @Test
    void theStoredSlotsAreAskedForBeforeAnybodyComes() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (AwsStandIn aws = new AwsStandIn()) {
            aws.faults(
                    call -> {
                        asked.countDown();
                        return Optional.empty();
                    });
            Map<String, String> environment = new HashMap<>(aws.environment());
            environment.put("SLUICE_STORES", "memory");
            environment.put("SLUICE_LOCAL_KEY", "sk-local");
            assertThat(new GatewayFunction(environment, new PrintStream(log))).isNotNull();
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(aws.calls()).first().asString().startsWith("GetParametersByPath ");
        }
    }

    @Test
    void logsWhoseAccountServed() throws Exception {
        String endpoint = provider.url() + "/v1";
        String own =
                "\\\"providers\\\": [{\\\"type\\\":\\\"openai-compatible\\\",\\\"apiEndpoint\\\":\\\"%s\\\",\\\"apiKey\\\":\\\"hush\\\",\\\"modelName\\\":\\\"mine\\\"}]"
                        .formatted(endpoint);
        CollectedResponse response =
                serve(
                        event("web-chat").replace("\\\"providers\\\": []", own),
                        Map.of("SLUICE_ALLOWED_ENDPOINTS", endpoint));
        assertThat(response.body()).contains("event: complete");
        assertThat(logged())
                .containsEntry("source", "user")
                .containsEntry("model", "mine")
                .containsEntry("costNanoUsd", 0);
        assertThat(log.toString(StandardCharsets.UTF_8))
                .as("a name that a caller chose is no dimension")
                .contains("\"Dimensions\":[[\"stage\"]]")
                .doesNotContain("hush");
    }

    @Test
    void aSignedRequestIsItsRolesWhereThatIsSwitchedOn() throws Exception {
        String signed =
                """
                {"resource":"/aws/{proxy+}","path":"/aws/v1/models","httpMethod":"GET","pathParameters":{"proxy":"v1/models"},
                 "headers":{"Authorization":"AWS4-HMAC-SHA256 Credential=…"},
                 "requestContext":{"stage":"dev","path":"/dev/aws/v1/models",
                  "identity":{"userArn":"arn:aws:sts::123456789012:assumed-role/app/session"}}}""";
        CollectedResponse off = serve(signed);
        CollectedResponse on = serve(signed, Map.of("SLUICE_SIGNED_CALLERS", "on"));
        CollectedResponse unsigned =
                serve(signed.replace("userArn", "user"), Map.of("SLUICE_SIGNED_CALLERS", "on"));

        assertThat(off.status()).isEqualTo(401);
        assertThat(off.body()).contains("SLUICE_SIGNED_CALLERS");
        assertThat(on.status()).isEqualTo(401);
        assertThat(on.body()).contains("make key NAME=arn:aws:iam::123456789012:role/app");
        assertThat(unsigned.status()).isEqualTo(401);
        assertThat(unsigned.body()).contains("Bearer sk-");
    }

    @Test
    void answersWhole() throws Exception {
        CollectedResponse response = serve(event("chat-once"));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).startsWith("{").contains("\"chat.completion\"");
        assertThat(logged()).containsEntry("OutputTokens", 2);
    }

    @Test
    void listsModels() throws Exception {
        CollectedResponse response = serve(event("models"));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).startsWith("{\"object\":\"list\"");
    }

    @Test
    void countsRefusedRequestsToo() throws Exception {
        CollectedResponse response = serve(event("bad-key"));
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.body()).contains("\"invalid_api_key\"");
        assertThat(logged())
                .containsEntry("status", 401)
                .containsEntry("Requests", 1)
                .doesNotContainKey("provider");
    }

    @Test
    void refusesAMalformedBody() throws Exception {
        CollectedResponse response = serve(event("malformed"));
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body()).contains("\"invalid_request_error\"");
    }

    @Test
    void answersAnEventThatIsNoRequest() throws Exception {
        CollectedResponse response = serve("{\"source\":\"aws.events\"}");
        assertThat(response.status()).isEqualTo(400);
        assertThat(logged()).containsEntry("status", 400).doesNotContainKey("path");
    }

    @Test
    void answersABodyThatIsNoBase64() throws Exception {
        String event =
                event("chat-once")
                        .replace("\"isBase64Encoded\": false", "\"isBase64Encoded\": true");
        assertThat(serve(event).status()).isEqualTo(400);
    }

    /** Coded bodies come as base64: HTTP APIs and function URLs take them for binary. */
    @ParameterizedTest
    @CsvSource({
        "gzip, H4sIAAAAAAACAw3JsQ3AIAwEwF2+zgSsglKg5EUKY0s2qRC74/ZuYdhLQUGn0pvgwmBE6wyUuuAmzP2DnvWYTupM+Chi2Pc+lXf6s0IAAAA=",
        "zstd, KLUv/QRY1QEAIoQNFKA3HRU+Lb7kGkTE51/Vihamqg8BK1jjXYntdJoOCo9Rs9juIVoBdraQzJrHR1BPy/Z1QLMKAJd6Z74=",
    })
    void decodesABodyAsItsContentEncodingSays(String coding, String base64) throws Exception {
        assertThat(serve(coded(coding, base64)).status()).isEqualTo(200);
        assertThat(serve(coded(coding, base64.substring(0, 40))).status()).isEqualTo(400);
        assertThat(serve(coded("br", base64)).status()).isEqualTo(415);
    }

    /** A REST API has taken the coding off, and its header is still there. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "GZIP, identity"})
    void takesABodyThatARestApiHasDecoded(String coding) throws Exception {
        String text =
                event("chat-once")
                        .replace(
                                "\"multiValueHeaders\": {",
                                "\"multiValueHeaders\": {\"Content-Encoding\": [\""
                                        + coding
                                        + "\"],");
        assertThat(text).contains("Content-Encoding");
        assertThat(serve(text).status()).isEqualTo(200);
        assertThat(serve(asBase64(text)).status()).as("of a binary media type").isEqualTo(200);
    }

    /** As an HTTP API with payload format 1.0, which decodes nothing. */
    @ParameterizedTest
    @CsvSource({
        "gzip, H4sIAAAAAAACAw3JsQ3AIAwEwF2+zgSsglKg5EUKY0s2qRC74/ZuYdhLQUGn0pvgwmBE6wyUuuAmzP2DnvWYTupM+Chi2Pc+lXf6s0IAAAA=",
        "zstd, KLUv/QRY1QEAIoQNFKA3HRU+Lb7kGkTE51/Vihamqg8BK1jjXYntdJoOCo9Rs9juIVoBdraQzJrHR1BPy/Z1QLMKAJd6Z74=",
    })
    void decodesWhatStillIsCodedInAnEventOfVersionOne(String coding, String base64)
            throws Exception {
        assertThat(serve(codedV1(coding, base64)).status()).isEqualTo(200);
        assertThat(serve(codedV1(coding, base64.substring(0, 40))).status()).isEqualTo(400);
        assertThat(serve(codedV1("br", base64)).status()).isEqualTo(415);
    }

    private static String asBase64(String event) throws IOException {
        Map<String, Object> fields = new HashMap<>(JSON.std.mapFrom(event));
        byte[] body = String.valueOf(fields.get("body")).getBytes(StandardCharsets.UTF_8);
        fields.put("body", Base64.getEncoder().encodeToString(body));
        fields.put("isBase64Encoded", true);
        return JSON.std.asString(fields);
    }

    private static String codedV1(String coding, String base64) {
        return """
        {"version":"1.0","path":"/v1/chat/completions","httpMethod":"POST","isBase64Encoded":true,"body":"%s",
         "headers":{"authorization":"Bearer sk-local","content-encoding":"%s","content-length":"99"},
         "requestContext":{"stage":"$default"}}"""
                .formatted(base64, coding);
    }

    private static String coded(String coding, String base64) {
        return """
        {"version":"2.0","rawPath":"/v1/chat/completions","isBase64Encoded":true,"body":"%s",
         "headers":{"authorization":"Bearer sk-local","content-encoding":"%s","content-length":"99"},
         "requestContext":{"stage":"$default","http":{"method":"POST"}}}"""
                .formatted(base64, coding);
    }

    @Test
    void leavesTheBodyAwayForHead() throws Exception {
        CollectedResponse response =
                serve("{\"httpMethod\":\"HEAD\",\"path\":\"/health\",\"requestContext\":{}}");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void returnsPreludeDelimiterAndBodyWithoutTheWrapper() throws Exception {
        String returned = handle(Map.of());
        assertThat(returned).startsWith("{\"statusCode\":200,\"headers\":{\"");
        assertThat(returned.split("\0{8}", 2)[1]).startsWith("{\"status\":\"ok\"");
    }

    @Test
    void returnsAProxyAnswerBehindABufferedIntegration() throws Exception {
        Map<String, Object> answer =
                JSON.std.mapFrom(handle(Map.of("SLUICE_RESPONSE_MODE", "buffered")));
        assertThat(answer).containsEntry("statusCode", 200).containsEntry("isBase64Encoded", false);
        assertThat((String) answer.get("body")).startsWith("{\"status\":\"ok\"");
    }

    @Test
    void namesAWrongSetting() {
        assertThatThrownBy(() -> function(Map.of("SLUICE_RESPONSE_MODE", "chunky")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("SLUICE_RESPONSE_MODE");
        assertThatThrownBy(() -> function(Map.of("SLUICE_SETTLE_MS", "-1")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("SLUICE_SETTLE_MS");
    }

    /** The gateway itself is built after the restore: too late to tell whoever deploys. */
    @Test
    void namesAWrongSettingBeforeASnapshotIsTaken() {
        for (String name :
                List.of(
                        "SLUICE_BASE_URLS",
                        "SLUICE_ALLOWED_ENDPOINTS",
                        "SLUICE_CREDIT_USD",
                        "SLUICE_PUBLIC_URL",
                        "SLUICE_KEEP_ALIVE_MS",
                        "SLUICE_MODEL_MAP")) {
            assertThatThrownBy(
                            () ->
                                    function(
                                            Map.of(
                                                    "AWS_LAMBDA_INITIALIZATION_TYPE",
                                                    "snap-start",
                                                    name,
                                                    "wrong")))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining(name);
        }
    }

    @Test
    void keepsTimeToSettle() {
        LambdaSettings settings = LambdaSettings.from(Map.of());
        assertThat(settings.deadlineEpochMicros(1_000, 900_000)).isEqualTo(896_000_000);
        assertThat(settings.deadlineEpochMicros(0, 4_000)).isEqualTo(3_000_000);
    }

    private String handle(Map<String, String> more) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        InputStream in =
                new ByteArrayInputStream(
                        "{\"httpMethod\":\"GET\",\"path\":\"/health\",\"requestContext\":{}}"
                                .getBytes(StandardCharsets.UTF_8));
        function(more).handleRequest(in, out, new FakeContext());
        return out.toString(StandardCharsets.UTF_8);
    }

    private CollectedResponse serve(String event) throws IOException {
        return serve(event, Map.of());
    }

    private CollectedResponse serve(String event, Map<String, String> more) throws IOException {
        CollectedResponse response = new CollectedResponse();
        Context context = new FakeContext();
        function(more).handle(event.getBytes(StandardCharsets.UTF_8), response, context);
        return response;
    }

    private GatewayFunction function(Map<String, String> more) throws IOException {
        Map<String, String> environment = OneSlot.at(provider.url() + "/v1", more);
        return new GatewayFunction(environment, new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    private Map<String, Object> logged() throws IOException {
        String text = log.toString(StandardCharsets.UTF_8);
        assertThat(text.lines()).hasSize(1);
        return JSON.std.mapFrom(text);
    }

    static String event(String name) throws IOException {
        try (InputStream in =
                GatewayFunctionTest.class.getResourceAsStream("/events/" + name + ".json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
