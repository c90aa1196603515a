package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The local world's models that misbehave do so at every door that answers as a whole. */
class ScriptedNamesTest {
    private static final Map<String, Integer> STATUSES = new LinkedHashMap<>();

    static {
        STATUSES.put("400", 400);
        STATUSES.put("401", 503);
        STATUSES.put("402", 503);
        STATUSES.put("429", 429);
        STATUSES.put("500", 502);
        STATUSES.put("cut", 502);
        STATUSES.put("error", 502);
        STATUSES.put("html", 502);
        STATUSES.put("empty", 502);
        STATUSES.put("no-usage", 200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/images/generations",
                "/v1/images/edits",
                "/v1/embeddings",
                "/v1/rerank",
            })
    void aScriptedNameMisbehavesAsItSays(String door) throws Exception {
        try (World world = World.settings().start()) {
            for (Map.Entry<String, Integer> named : STATUSES.entrySet()) {
                String body =
                        "{\"model\":\"scripted/"
                                + named.getKey()
                                + "\",\"prompt\":\"a cat\",\"size\":\"64x64\",\"input\":\"a\","
                                + "\"query\":\"a\",\"documents\":[\"a\"],"
                                + "\"images\":[{\"image_url\":\"https://a.example/b.png\"}]}";
                Reply reply = world.post(door, World.KEY, body.getBytes(UTF_8));
                assertThat(reply.status())
                        .as("%s: %s", named.getKey(), reply.body())
                        .isEqualTo(named.getValue());
                assertThat(world.settled(reply)).containsKey("costNanoUsd");
            }
        }
    }
}
