package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that no model serves: files that are kept, and what a provider has no words for. */
class UncalledTest {
    @AutoClose private final ScriptedProvider provider = new ScriptedProvider();

    UncalledTest() throws IOException {}

    private static Reply upload(World world, byte[] file) throws IOException {
        byte[] form = new Form().file("file", "a.png", file).bytes();
        String head =
                "POST /api/v1/model/uploadMedia HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + World.KEY
                        + "\r\nContent-Type: "
                        + Form.TYPE
                        + "\r\nContent-Length: "
                        + form.length
                        + "\r\n\r\n";
        return world.raw(head + new String(form, ISO_8859_1));
    }

    @Test
    void aFileCountsAtTheSlotThatTakesItAndTheNextSlotTakesWhatItDoesNot() throws Exception {
        for (String path : new String[] {"/a", "/b"}) {
            provider.on("POST " + path + "/api/v1/model/uploadMedia", 200, "{\"code\":200}");
        }
        try (World world =
                World.settings()
                        .slot(2, "atlascloud", provider.origin() + "/a/v1")
                        .set("SLUICE_PROVIDER_RPM_2", "2")
                        .slot(3, "atlascloud", provider.origin() + "/b/v1")
                        .set("SLUICE_PROVIDER_RPM_3", "1")
                        .start()) {
            for (int i = 0; i < 3; i++) {
                assertThat(upload(world, new byte[] {1}).status()).isEqualTo(200);
            }
            Reply refused = upload(world, new byte[] {1});
            refused.error(429);
            assertThat(refused.header("retry-after")).isNotBlank();
            assertThat(provider.seen("POST /a/api/v1/model/uploadMedia")).hasSize(2);
            assertThat(provider.seen("POST /b/api/v1/model/uploadMedia")).hasSize(1);
            assertThat(world.rows()).isEmpty();
        }
    }

    @Test
    void anEmptyFileIsRefusedAndCountsNowhere() throws Exception {
        try (World world =
                World.settings().slot(2, "atlascloud", provider.origin() + "/a/v1").start()) {
            assertThat(upload(world, new byte[0]).error(400).at("param").text()).isEqualTo("file");
            assertThat(provider.seen()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/videos | anthropic",
                "/v1/images/generations | anthropic",
                "/v1/embeddings | anthropic",
                "/v1/rerank | anthropic",
                "/v1/audio/speech | anthropic",
                "/v1/completions | anthropic",
            })
    void whatAProvidersLanguageHasNoWordsForIsRefusedBeforeARowIsOpened(String door, String type)
            throws Exception {
        try (World world =
                World.settings()
                        .slot(2, type, provider.origin())
                        .set("SLUICE_PROVIDER_ALLOWED_MODELS_2", "acme/thing")
                        .start()) {
            String body =
                    "{\"model\":\"acme/thing\",\"prompt\":\"x\",\"input\":\"x\",\"voice\":\"v\","
                            + "\"query\":\"q\",\"documents\":[\"d\"]}";
            Reply refused = world.post(door, World.KEY, body.getBytes(UTF_8));
            assertThat(refused.error(404).at("message").text()).contains("acme/thing");
            assertThat(provider.seen()).isEmpty();
            assertThat(world.rows()).isEmpty();
            assertThat(world.noDay()).isTrue();
        }
    }
}
