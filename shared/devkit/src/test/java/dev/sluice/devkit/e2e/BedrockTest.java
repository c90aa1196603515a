package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.Http;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import dev.sluice.standins.aws.SignatureCheck;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bedrock without a key: requests are signed with the process's own role. */
class BedrockTest {
    private static final String MODEL = "openai.gpt-oss-120b";

    /** Of AWS's published test suite, which belongs to no account. */
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private static final String CLAUDE = "anthropic.claude-haiku-4-5";
    private static final String MESSAGE =
            "{\"id\":\"msg_1\",  \"type\":\"message\",\"role\":\"assistant\",\"model\":\"c\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":10,\"output_tokens\":42}}";

    /** Ids of inference profiles: the place that answers stands before the model's own. */
    private static final List<String> PLACED =
            List.of("us.anthropic.claude-opus-4-8", "global.anthropic.claude-opus-4-8");

    private static ScriptedProvider upstream;
    private static World world;

    @BeforeAll
    static void start() throws IOException {
        upstream = new ScriptedProvider();
        world =
                World.settings()
                        .set("SLUICE_PROVIDER_TYPE_0", "bedrock")
                        .set("SLUICE_PROVIDER_ENDPOINT_0", upstream.baseUrl())
                        .set("SLUICE_PROVIDER_TYPE_1", "bedrock")
                        .set("SLUICE_PROVIDER_ENDPOINT_1", upstream.baseUrl())
                        .set("SLUICE_PROVIDER_ALLOWED_MODELS_1", String.join(",", PLACED))
                        .set("AWS_REGION", "eu-west-1")
                        .set("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
                        .set("AWS_SECRET_ACCESS_KEY", SECRET)
                        .set("AWS_SESSION_TOKEN", "session-of-the-role")
                        .start();
    }

    @AfterAll
    static void stop() throws IOException {
        world.close();
        upstream.close();
    }

    @Test
    void aRequestIsSignedBodyIncludedAndNoKeyIsSent() throws IOException {
        for (Reply reply : new Reply[] {world.ask(MODEL), world.stream(MODEL)}) {
            assertThat(reply.status()).isEqualTo(200);
            assertSigned("/v1/chat/completions");
            assertThat(world.settled(reply))
                    .containsEntry("provider", "bedrock")
                    .containsEntry("priced", "true");
        }
    }

    @Test
    void anthropicsModelsAreAskedInTheirLanguageWhoeverAsks() throws IOException {
        upstream.on(CLAUDE, Scripts.answer(MESSAGE));
        String body =
                "{\"model\":\"%s\", \"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
                        .formatted(CLAUDE);
        Reply message = world.post("/v1/messages", World.KEY, body.getBytes(UTF_8));
        assertThat(message.body()).isEqualTo(MESSAGE);
        assertSigned("/anthropic/v1/messages");
        assertThat(upstream.seen().getLast().body()).isEqualTo(body);

        Reply chat = world.ask(CLAUDE);
        assertThat(chat.body()).contains("\"content\":\"Hello\"");
        assertSigned("/anthropic/v1/messages");
        // 10 at $1.10 and 42 at $5.50
        assertThat(world.settled(chat)).containsEntry("costNanoUsd", "242000");
    }

    @Test
    void aModelOfAnthropicsBehindAPlaceIsAskedInTheirLanguageToo() throws IOException {
        for (String model : PLACED) {
            upstream.on(model, Scripts.answer(MESSAGE));
            assertThat(world.ask(model).body()).contains("\"content\":\"Hello\"");
            assertSigned("/anthropic/v1/messages");
            assertThat(upstream.seen().getLast().body()).contains("\"" + model + "\"");
        }
    }

    /** Its other models speak chats, as everybody's. */
    @Test
    void whatAChatHasNoWordsForIsRefusedBeforeAnythingIsSent() throws IOException {
        int before = upstream.seen().size();
        String tools = "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]";
        String body =
                "{\"model\":\"%s\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],%s}"
                        .formatted(MODEL, tools);
        Reply reply = world.post("/v1/messages", World.KEY, body.getBytes(UTF_8));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("web_search_20250305");
        assertThat(upstream.seen()).hasSize(before);
    }

    private static void assertSigned(String path) {
        ScriptedProvider.Seen seen = upstream.seen().getLast();
        Http.Head head = seen.head();
        assertThat(head.first()).startsWith("POST " + path + " ");
        assertThat(
                        new SignatureCheck(SECRET)
                                .scope(
                                        "POST",
                                        URI.create(upstream.baseUrl().replace("/v1", path)),
                                        head.headers(),
                                        seen.body().getBytes(UTF_8)))
                .isEqualTo(new SignatureCheck.Scope("eu-west-1", "bedrock-mantle"));
        assertThat(head.header("x-amz-security-token")).isEqualTo("session-of-the-role");
        assertThat(head.headers()).doesNotContainKey("x-api-key");
        assertThat(head.toString()).doesNotContain(SECRET);
    }
}
