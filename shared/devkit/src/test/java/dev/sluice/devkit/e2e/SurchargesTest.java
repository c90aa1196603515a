package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.KEY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What would cost more than the catalog says reaches no provider, whatever language it comes in.
 */
class SurchargesTest {
    private static final String CLAUDE = "claude-haiku-4-5";
    private static final String MESSAGE =
            "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}";
    private static final String RESPONSE =
            "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\",\"output\":[],\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}";
    private static final String TURNS = "'messages':[{'role':'user','content':'Hi'}]";

    private ScriptedProvider upstream;
    private World world;

    @BeforeEach
    void start() throws IOException {
        upstream =
                new ScriptedProvider()
                        .on(CLAUDE, Scripts.answer(MESSAGE))
                        .on("gpt-own", Scripts.answer(RESPONSE));
        world =
                World.settings()
                        .slot(0, "anthropic", upstream.baseUrl().replace("/v1", ""))
                        .serving(1, upstream.baseUrl(), "raw/a")
                        .slot(2, "openai", upstream.baseUrl())
                        .set("SLUICE_PROVIDER_MODEL_2", "gpt-own")
                        .start();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        upstream.close();
    }

    private Reply ask(String path, String members) throws IOException {
        return world.post(path, KEY, ("{" + members + "}").replace('\'', '"').getBytes(UTF_8));
    }

    private static String asked(String path, String model) {
        String input =
                switch (path) {
                    case "/v1/completions" -> "'prompt':'Hi'";
                    case "/v1/responses" -> "'input':'Hi'";
                    default -> "'max_tokens':9," + TURNS;
                };
        return "'model':'" + model + "'," + input;
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, raw/a",
        "/v1/chat/completions, " + CLAUDE,
        "/v1/completions, raw/a",
        "/v1/messages, raw/a",
        "/v1/messages, " + CLAUDE,
        "/v1/responses, raw/a",
        "/v1/responses, " + CLAUDE,
        "/v1/responses, gpt-own"
    })
    void areLeftOutAndTold(String path, String model) throws Exception {
        String dear = "'service_tier':'priority','speed':'fast',";
        Reply reply = ask(path, dear + asked(path, model));
        ScriptedProvider.Seen seen = upstream.take();
        assertThat(Tree.parse(seen.body()).names())
                .contains("model")
                .doesNotContain("speed", "service_tier");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.header("x-sluice-left-out")).isEqualTo("service_tier, speed");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, raw/a",
        "/v1/completions, raw/a",
        "/v1/messages, " + CLAUDE,
        "/v1/responses, gpt-own"
    })
    void whatCostsNoMorePasses(String path, String model) throws Exception {
        String usual = "'service_tier':'flex','speed':'standard',";
        Reply reply = ask(path, usual + asked(path, model));
        Tree sent = Tree.parse(upstream.take().body());
        assertThat(sent.at("service_tier").text()).isEqualTo("flex");
        assertThat(sent.at("speed").text()).isEqualTo("standard");
        assertThat(reply.headers()).doesNotContainKey("x-sluice-left-out");
    }

    /** A name may be written in several ways, and twice. */
    @Test
    void areFoundHoweverTheyAreWritten() throws Exception {
        String path = "/v1/chat/completions";
        ask(path, "'service\\u005ftier': 'prior\\u0069ty'," + asked(path, "raw/a"));
        assertThat(Tree.parse(upstream.take().body()).names()).doesNotContain("service_tier");
        ask(path, "'service_tier':'auto','service_tier':'priority'," + asked(path, "raw/a"))
                .error(400);
        assertThat(upstream.seen()).hasSize(1);
    }

    @Test
    void betasWithAPriceOfTheirOwnDoNotGoOn() throws Exception {
        String body = ("{" + asked("/v1/messages", CLAUDE) + "}").replace('\'', '"');
        Reply reply =
                world.raw(
                        "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nx-api-key: "
                                + KEY
                                + "\r\nanthropic-beta: a-1, context-1m-2025-08-07\r\nanthropic-beta: fast-mode-2026-02-01,b-2,advisor-tool-2026-03-01\r\nContent-Length: "
                                + body.length()
                                + "\r\n\r\n"
                                + body);
        assertThat(upstream.take().head().header("anthropic-beta")).isEqualTo("a-1,b-2");
        assertThat(reply.header("x-sluice-left-out"))
                .isEqualTo("context-1m-2025-08-07, fast-mode-2026-02-01, advisor-tool-2026-03-01");
    }

    /** A key's list is asked for the one model alone. */
    @ParameterizedTest
    @ValueSource(strings = {CLAUDE, "raw/a"})
    void modelsThatTheProviderIsToAskInsteadDoNotGoOn(String model) throws Exception {
        String others = "'fallbacks':[{'model':'claude-opus-4-8'}],'models':['claude-opus-4-8'],";
        Reply reply = ask("/v1/messages", others + asked("/v1/messages", model));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(upstream.take().body()).doesNotContain("fallbacks", "models");
        assertThat(reply.header("x-sluice-left-out")).isEqualTo("fallbacks, models");
    }

    /** Whoever names a place may not be answered elsewhere in silence. */
    @ParameterizedTest
    @ValueSource(strings = {CLAUDE, "raw/a"})
    void aPlaceIsRefused(String model) throws Exception {
        Reply reply = ask("/v1/messages", "'inference_geo':'us'," + asked("/v1/messages", model));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("error", "message").text()).startsWith("inference_geo: ");
        assertThat(upstream.seen()).isEmpty();
        ask("/v1/messages", "'inference_geo':'global'," + asked("/v1/messages", model));
        assertThat(upstream.take().body()).contains("Hi");
    }
}
