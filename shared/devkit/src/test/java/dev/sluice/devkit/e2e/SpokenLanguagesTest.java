package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A provider of chats of which a slot says that some models are asked in other languages too. */
class SpokenLanguagesTest {
    private static final String GLM = "zai-org/glm-5";
    private static final String QWEN = "qwen/qwen3-coder-next";
    private static final String MESSAGE =
            "{\"id\":\"msg_1\",  \"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":10,\"output_tokens\":42}}";
    private static final String RESPONSE =
            "{\"id\":\"resp_1\",  \"object\":\"response\",\"status\":\"completed\",\"error\":null,\"output\":[],\"usage\":{\"input_tokens\":10,\"output_tokens\":42,\"total_tokens\":52}}";

    private ScriptedProvider upstream;
    private World world;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        world =
                World.settings()
                        .slot(0, "atlascloud", upstream.baseUrl())
                        .set("SLUICE_PROVIDER_SPEAKS_0", GLM + "=messages, " + GLM + " = responses")
                        .start();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        upstream.close();
    }

    private Reply post(String path, String model, String members) throws IOException {
        String body = "{\"model\":\"" + model + "\", " + members.replace('\'', '"') + "}";
        return world.post(path, World.KEY, body.getBytes(UTF_8));
    }

    @Test
    void itsMessagesArePassedThroughByteForByteAndMetered() throws Exception {
        upstream.on(GLM, Scripts.answer(MESSAGE));
        String members =
                "'max_tokens':9,'tools':[{'type':'web_search_20250305','name':'web_search'}],'messages':[{'role':'user','content':'Hi'}]";
        Reply reply = post("/v1/messages", GLM, members);
        assertThat(reply.body()).isEqualTo(MESSAGE);
        ScriptedProvider.Seen seen = upstream.take();
        assertThat(seen.head().first()).startsWith("POST /v1/messages ");
        assertThat(seen.head().header("authorization")).isEqualTo("Bearer upstream-key-0");
        assertThat(seen.body())
                .isEqualTo("{\"model\":\"" + GLM + "\", " + members.replace('\'', '"') + "}");
        // 10 at $0.95 and 42 at $3.15
        assertThat(world.settled(reply)).containsEntry("costNanoUsd", "141800");
    }

    /** Kimi wants the ids of its own calls back; only Claude refuses them. */
    @Test
    void whatItsModelHasSaidStaysAsItIs() throws Exception {
        upstream.on(GLM, Scripts.answer(MESSAGE));
        String members =
                "'max_tokens':9,'messages':[{'role':'user','content':'Hi'},{'role':'assistant','content':[{'type':'thinking','thinking':'Hm.','signature':''},"
                        + "{'type':'tool_use','id':'functions.Bash:0','name':'Bash','input':{}}]},"
                        + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'functions.Bash:0'}]}]";
        assertThat(post("/v1/messages", GLM, members).body()).isEqualTo(MESSAGE);
        assertThat(upstream.take().body())
                .isEqualTo("{\"model\":\"" + GLM + "\", " + members.replace('\'', '"') + "}");
    }

    @Test
    void itsMessagesStreamIsPassedThroughByteForByte() throws Exception {
        upstream.on(GLM, Scripts.stream(AnthropicProviderTest.EVENTS));
        Reply reply =
                post(
                        "/v1/messages",
                        GLM,
                        "'stream':true,'max_tokens':9,'messages':[{'role':'user','content':'Hi'}]");
        assertThat(reply.body()).isEqualTo(String.join("", AnthropicProviderTest.EVENTS));
        assertThat(world.settled(reply)).containsEntry("outputTokens", "42");
    }

    @Test
    void itsResponsesArePassedThroughByteForByteAndMetered() throws Exception {
        upstream.on(GLM, Scripts.answer(RESPONSE));
        Reply reply = post("/v1/responses", GLM, "'input':'Hi','tools':[{'type':'web_search'}]");
        assertThat(reply.body()).isEqualTo(RESPONSE);
        assertThat(upstream.take().head().first()).startsWith("POST /v1/responses ");
        assertThat(world.settled(reply)).containsEntry("costNanoUsd", "141800");
    }

    @Test
    void itsChatsStayChatsAndOtherModelsAreTranslatedTo() throws Exception {
        assertThat(world.ask(GLM).status()).isEqualTo(200);
        assertThat(upstream.take().head().first()).startsWith("POST /v1/chat/completions ");
        Reply message =
                post(
                        "/v1/messages",
                        QWEN,
                        "'max_tokens':9,'messages':[{'role':'user','content':'Hi'}]");
        assertThat(message.json().at("type").text()).isEqualTo("message");
        assertThat(upstream.take().head().first()).startsWith("POST /v1/chat/completions ");
        Reply response = post("/v1/responses", QWEN, "'input':'Hi'");
        assertThat(response.json().at("object").text()).isEqualTo("response");
        assertThat(upstream.take().head().first()).startsWith("POST /v1/chat/completions ");
    }
}
