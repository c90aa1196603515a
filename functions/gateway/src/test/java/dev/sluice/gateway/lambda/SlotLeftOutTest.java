package dev.sluice.gateway.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import dev.sluice.standins.aws.AwsStandIn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A slot that is wrong is counted by an alarm, and a stage without any says whose fault it is. */
final class SlotLeftOutTest {
    private static final String SLOT = "/sluice/x/providers/";

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final AwsStandIn aws = new AwsStandIn();

    SlotLeftOutTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        aws.close();
    }

    @Test
    void ofAStageWithoutASlotEveryChatIsAFaultOfTheOperators() throws Exception {
        CollectedResponse response = serve();
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.body()).contains("no provider slot", "operator");
        assertThat(logged().getLast())
                .containsEntry("event", "request")
                .containsEntry("level", "ERROR")
                .containsEntry("ServerErrors", 1)
                .containsKey("cause");
    }

    @Test
    void aSlotWithAWrongSettingIsToldInALineOfItsOwn() throws Exception {
        slot(0, "http://127.0.0.1:9/v1");
        aws.ssm().put(SLOT + "0/tier", "String", "nine");
        assertThat(serve().status()).isEqualTo(503);
        assertThat(logged()).hasSize(2);
        assertThat(logged().getFirst())
                .containsEntry("event", "slotLeftOut")
                .containsEntry("level", "WARN")
                .hasEntrySatisfying(
                        "message", text -> assertThat(text.toString()).contains(SLOT + "0/tier"));
    }

    @Test
    void theOtherSlotsServe() throws Exception {
        try (ScriptedProvider provider = new ScriptedProvider()) {
            provider.otherwise(
                    Scripts.json(
                            200,
                            "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}"));
            slot(0, "http://127.0.0.1:9/v1");
            aws.ssm().put(SLOT + "0/tier", "String", "nine");
            slot(1, provider.baseUrl());
            assertThat(serve().status()).isEqualTo(200);
            assertThat(logged().getLast()).containsEntry("ServerErrors", 0);
        }
    }

    private void slot(int number, String endpoint) {
        aws.ssm().put(SLOT + number + "/type", "String", "together");
        aws.ssm().put(SLOT + number + "/key", "SecureString", "none");
        aws.ssm().put(SLOT + number + "/endpoint", "String", endpoint);
    }

    private CollectedResponse serve() throws IOException {
        Map<String, String> environment = new HashMap<>(aws.environment());
        environment.put("SLUICE_STORES", "memory");
        environment.put("SLUICE_LOCAL_KEY", "sk-local");
        environment.put("SLUICE_STAGE", "x");
        GatewayFunction function =
                new GatewayFunction(
                        environment, new PrintStream(log, true, StandardCharsets.UTF_8));
        CollectedResponse response = new CollectedResponse();
        function.handle(
                GatewayFunctionTest.event("chat-once").getBytes(StandardCharsets.UTF_8),
                response,
                new FakeContext());
        return response;
    }

    private List<Map<String, Object>> logged() throws IOException {
        List<Map<String, Object>> all = new ArrayList<>();
        for (String line : log.toString(StandardCharsets.UTF_8).lines().toList()) {
            all.add(JSON.std.mapFrom(line));
        }
        return all;
    }
}
