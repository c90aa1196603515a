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

    /** Of a job, which is known by its beginning alone. */
    private static final Map<String, Integer> BEGINNINGS =
            Map.of("400", 400, "401", 503, "402", 503, "429", 429, "500", 502, "cut", 502);

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/videos",
                "/api/v1/model/generateImage",
                "/api/v1/model/generateVideo",
                "/api/v1/model/generateAudio",
            })
    void aJobOfAScriptedNameDoesToo(String door) throws Exception {
        try (World world = World.settings().start()) {
            for (Map.Entry<String, Integer> named : BEGINNINGS.entrySet()) {
                Reply reply = begin(world, door, named.getKey());
                assertThat(reply.status())
                        .as("%s: %s", named.getKey(), reply.body())
                        .isEqualTo(named.getValue());
                assertThat(world.settled(reply)).containsKey("costNanoUsd");
            }
            boolean isAtlas = door.startsWith("/api/");
            Reply begun = begin(world, door, "error");
            assertThat(begun.status()).as(begun.body()).isEqualTo(200);
            Tree told = isAtlas ? begun.json().at("data") : begun.json();
            String job =
                    (isAtlas ? "/api/v1/model/prediction/" : "/v1/videos/") + told.at("id").text();
            Wait.until(
                    "failed",
                    () -> {
                        Tree seen = world.get(job).json();
                        Tree now = isAtlas ? seen.at("data") : seen;
                        return now.at("status").text().equals("failed");
                    });
            assertThat(world.settled(begun)).containsEntry("outcome", "upstreamFailed");
        }
    }

    private static Reply begin(World world, String door, String name) throws Exception {
        String body = "{\"model\":\"scripted/" + name + "\",\"prompt\":\"a cat\"}";
        return world.post(door, World.KEY, body.getBytes(UTF_8));
    }
}
