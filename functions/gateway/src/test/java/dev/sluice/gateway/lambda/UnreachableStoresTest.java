package dev.sluice.gateway.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.standins.aws.AwsAnswer;
import dev.sluice.standins.aws.AwsStandIn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** AWS refuses every call: the operator reads which and why, the client does not. */
class UnreachableStoresTest {
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final AwsStandIn aws = new AwsStandIn();

    UnreachableStoresTest() throws IOException {
        aws.faults(call -> Optional.of(AwsAnswer.error(400, "AccessDeniedException", "HIDDEN")));
    }

    @AfterEach
    void stop() throws IOException {
        aws.close();
    }

    @Test
    void keysThatCannotBeRead() throws Exception {
        Map<String, String> tables = Map.of("SLUICE_STORES", "dynamodb");
        CollectedResponse response = serve("chat-once", tables);
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.body()).doesNotContain("AccessDenied", "sluice-x", "find");
        assertThat(logged())
                .containsEntry("level", "ERROR")
                .containsEntry(
                        "cause",
                        "find on sluice-x-keys failed: AccessDeniedException (HTTP 400, request"
                                + " req-1)")
                .containsEntry("ServerErrors", 1);
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("HIDDEN");
    }

    @Test
    void providersThatCannotBeRead() throws Exception {
        Map<String, String> memory =
                Map.of("SLUICE_STORES", "memory", "SLUICE_LOCAL_KEY", "sk-local");
        for (String event : new String[] {"chat-stream", "models"}) {
            log.reset();
            CollectedResponse response = serve(event, memory);
            assertThat(response.status()).as(event).isEqualTo(503);
            assertThat(response.body()).doesNotContain("AccessDenied", "table", "parameters");
            assertThat(logged())
                    .hasEntrySatisfying(
                            "cause",
                            cause ->
                                    assertThat(cause.toString())
                                            .startsWith(
                                                    "read of parameters /sluice/x/providers failed:"
                                                            + " AccessDeniedException (HTTP 400"));
        }
    }

    @Test
    void theWebChatsErrorCountsAlthoughItsStatusIs200() throws Exception {
        CollectedResponse response =
                serve(
                        "web-chat",
                        Map.of("SLUICE_STORES", "memory", "SLUICE_LOCAL_KEY", "sk-local"));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).contains("event: error");
        assertThat(logged()).containsEntry("ServerErrors", 1).containsKey("cause");
    }

    private CollectedResponse serve(String event, Map<String, String> more) throws IOException {
        Map<String, String> environment = new java.util.HashMap<>(more);
        environment.put("SLUICE_STAGE", "x");
        environment.put("AWS_ENDPOINT_URL", aws.endpoint());
        GatewayFunction function =
                new GatewayFunction(
                        environment, new PrintStream(log, true, StandardCharsets.UTF_8));
        CollectedResponse response = new CollectedResponse();
        function.handle(
                GatewayFunctionTest.event(event).getBytes(StandardCharsets.UTF_8),
                response,
                new FakeContext());
        return response;
    }

    private Map<String, Object> logged() throws IOException {
        return JSON.std.mapFrom(log.toByteArray());
    }
}
