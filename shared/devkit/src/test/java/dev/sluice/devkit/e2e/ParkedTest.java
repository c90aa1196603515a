package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.KEY;
import static dev.sluice.devkit.e2e.World.LLAMA;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A slot whose key or credit its provider refused: told as such, to whoever comes then too. */
class ParkedTest {
    private static final Map<String, String> DOORS =
            Map.of(
                    "/v1/chat/completions",
                    "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                    "/v1/messages",
                    "{\"model\":\"%s\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                    "/v1/responses",
                    "{\"model\":\"%s\",\"input\":\"hi\"}");

    @AutoClose private ScriptedProvider provider;

    @BeforeEach
    void start() throws IOException {
        provider = new ScriptedProvider();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 402})
    void everyCallerIsToldThatTheOperatorHasToMendIt(int status) throws Exception {
        provider.on(LLAMA, Scripts.error(status, "", "Incorrect API key: upstream-key-0"));
        try (World world = World.together(provider)) {
            Reply first = world.ask(LLAMA);
            assertThat(first.error(503).at("message").text())
                    .contains("slot 0", "operator")
                    .doesNotContain("upstream-key");
            assertThat(first.header("x-should-retry")).isEqualTo("false");
            for (Map.Entry<String, String> door : DOORS.entrySet()) {
                byte[] body = String.format(door.getValue(), LLAMA).getBytes(UTF_8);
                Reply parked = world.post(door.getKey(), KEY, body);
                assertThat(parked.status()).as(door.getKey()).isEqualTo(503);
                assertThat(parked.body()).contains("slot 0", "key", "credit", "operator");
                assertThat(Long.parseLong(parked.header("retry-after"))).isBetween(1L, 10L);
            }
            assertThat(provider.seen()).hasSize(1);
            assertThat(String.join("\n", world.out.all())).doesNotContain("upstream-key");
        }
    }
}
