package dev.sluice.bench.coldstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** All that one request of a stage needs is answered. */
class FakeStageTest {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void slotsKeyLimitsRowAndAStream() throws Exception {
        try (FakeStage stage = FakeStage.plain();
                client) {
            String provider = String.valueOf(stage.slots().get("SLUICE_PROVIDER_ENDPOINT_0"));
            String parameters = String.valueOf(stage.parameters().get("AWS_ENDPOINT_URL_SSM"));
            String tables = String.valueOf(stage.tables().get("AWS_ENDPOINT_URL_DYNAMODB"));
            assertThat(ask(parameters, "AmazonSSM.GetParametersByPath")).contains(provider);
            assertThat(ask(tables, "DynamoDB_20120810.GetItem")).contains("\"cold\"");
            assertThat(ask(tables, "DynamoDB_20120810.UpdateItem")).contains("sumRequests60s");
            assertThat(ask(tables, "DynamoDB_20120810.PutItem")).isEqualTo("{}");
            assertThat(ask(provider + "/chat/completions", "")).endsWith("data: [DONE]\n\n");
        }
    }

    private String ask(String url, String target) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString("{}"));
        Map<String, String> headers = target.isEmpty() ? Map.of() : Map.of("X-Amz-Target", target);
        headers.forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofString()).body();
    }
}
