package dev.sluice.gateway.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A provider that refuses the operator's key is no fault of this function's, nor its callers'. */
class ParkedSlotTest {
    @AutoClose private final ScriptedProvider provider = new ScriptedProvider();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    ParkedSlotTest() throws IOException {}

    @Test
    void neitherIsASlotParkedForItAServerErrorNorAThrottle() throws Exception {
        provider.on("meta-llama/Llama-3.3-70B-Instruct-Turbo", Scripts.error(401, "", "wrong key"));
        GatewayFunction function =
                new GatewayFunction(
                        OneSlot.at(provider), new PrintStream(log, true, StandardCharsets.UTF_8));
        assertThat(served(function)).containsEntry("UpstreamErrors", 1);
        assertThat(served(function)).doesNotContainKey("UpstreamErrors");
        assertThat(provider.seen()).hasSize(1);
    }

    private Map<String, Object> served(GatewayFunction function) throws IOException {
        log.reset();
        CollectedResponse response = new CollectedResponse();
        function.handle(
                GatewayFunctionTest.event("chat-once").getBytes(StandardCharsets.UTF_8),
                response,
                new FakeContext());
        assertThat(response.status()).as(response.body()).isEqualTo(503);
        Map<String, Object> line = JSON.std.mapFrom(log.toByteArray());
        assertThat(line).containsEntry("ServerErrors", 0).containsEntry("Throttles", 0);
        return line;
    }
}
