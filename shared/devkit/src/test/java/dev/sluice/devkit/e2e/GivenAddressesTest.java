package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.KEY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a chat's caller names for a provider to fetch is https and public, at each door of chats,
 * translated and passed through; else nothing is sent, and there is no row.
 */
class GivenAddressesTest {
    private static ScriptedProvider upstream;
    private static World world;

    private int rows;
    private int asked;

    @BeforeAll
    static void start() throws IOException {
        upstream = new ScriptedProvider();
        upstream.on("", Scripts.text("seen"));
        String host = upstream.baseUrl().replace("/v1", "");
        world =
                World.settings()
                        .slot(0, "together", upstream.baseUrl())
                        .slot(1, "openai", upstream.baseUrl())
                        .set("SLUICE_PROVIDER_ALLOWED_MODELS_1", "gpt-own")
                        .slot(2, "anthropic", host)
                        .set("SLUICE_PROVIDER_ALLOWED_MODELS_2", "claude-own")
                        .start();
    }

    @AfterAll
    static void stop() throws IOException {
        world.close();
        upstream.close();
    }

    private static Reply post(String path, String json) throws IOException {
        return world.post(path, KEY, json.replace('\'', '"').getBytes(UTF_8));
    }

    private static Reply chat(String part) throws IOException {
        return post(
                "/v1/chat/completions",
                "{'model':'"
                        + World.LLAMA
                        + "','messages':[{'role':'system','content':'x'},{'role':'user','content':["
                        + "{'type':'text','text':'http://127.0.0.1 is here'},"
                        + part
                        + "]}]}");
    }

    @BeforeEach
    void count() {
        rows = world.rows().size();
        asked = upstream.seen().size();
    }

    private void refused(Reply reply, String param) {
        assertThat(reply.error(400).at("param").text()).isEqualTo(param);
        assertThat(reply.json().at("error", "message").text())
                .contains("'" + param + "'")
                .doesNotContain("127.0");
        nothingCameOfIt();
    }

    private void nothingCameOfIt() {
        assertThat(upstream.seen()).hasSize(asked);
        assertThat(world.rows()).hasSize(rows);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    'type':'image_url','image_url':{'url':'https://127.0.0.1/a.png'} | image_url.url
                    'type':'image_url','image_url':{'url':'http://example.com/a.png'} | image_url.url
                    'type':'image_url','image_url':{'detail':'low','url':'https:\\u002f\\u002f2130706433/'} | image_url.url
                    'type':'image_url','image_url':'https://localhost/a.png' | image_url
                    'type':'video_url','video_url':{'url':'https://[::ffff:10.0.0.1]/a.mp4'} | video_url.url
                    'type':'audio_url','audio_url':{'url':'file:///etc/passwd'} | audio_url.url
                    'type':'image_url','image_url':{'url':'https://169.254.169.254/latest'} | image_url.url
                    'type':'input_audio','input_audio':{'data':'http://10.0.0.1/a.wav','format':'wav'} | input_audio.data
                    'type':'file','file':{'file_data':'https://192.168.0.1/a.pdf'} | file.file_data
                    'type':'file','file':{'file_url':'https://127.1/a.pdf'} | file.file_url
                    """)
    void aChatsPartNamesNoPrivateAddress(String part, String member) throws Exception {
        refused(chat("{" + part + "}"), "messages[1].content[1]." + member);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'type':'image_url','image_url':{'url':'https://example.com/a.png'}",
                "'type':'image_url','image_url':{'url':'data:image/png;base64,iVBO'}",
                "'type':'image_url','image_url':{'url':'\\u0064ata:image/png;base64,iVBO'}",
                "'type':'image_url','image_url':{'url':'https://name.that.resolves.nowhere.example/a'}",
                "'type':'input_audio','input_audio':{'data':'//uQxAAAAA','format':'mp3'}",
                "'type':'file','file':{'file_data':'data:application/pdf;base64,JVBE','filename':'http://a'}",
                "'type':'text','text':'https://127.0.0.1/'",
            })
    void allElsePasses(String part) throws Exception {
        Reply reply = chat("{" + part + "}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(upstream.take().body()).contains(part.replace('\'', '"'));
        world.settled(reply);
    }

    @ParameterizedTest
    @ValueSource(strings = {World.LLAMA, "gpt-own"})
    void neitherDoesAPartOfAResponsesInput(String model) throws Exception {
        String ask = "{'model':'" + model + "','input':[{'role':'user','content':[";
        refused(
                post(
                        "/v1/responses",
                        ask + "{'type':'input_image','image_url':'https://127.0.0.1/a.png'}]}]}"),
                "input[0].content[0].image_url");
    }

    @Test
    void norWhatNoChatCanSay() throws Exception {
        String ask = "{'model':'gpt-own','input':[{'role':'user','content':[";
        refused(
                post(
                        "/v1/responses",
                        ask + "{'type':'input_file','file_url':'https://127.0.0.1/a.pdf'}]}]}"),
                "input[0].content[0].file_url");
        refused(
                post(
                        "/v1/responses",
                        "{'model':'gpt-own','input':'x','tools':[{'type':'mcp','server_url':'http://10.0.0.1/'}]}"),
                "tools[0].server_url");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    image | meta-llama/Llama-3.3-70B-Instruct-Turbo
                    image | claude-own
                    document | claude-own
                    """)
    void neitherDoesABlockOfAMessage(String type, String model) throws Exception {
        Reply reply =
                post(
                        "/v1/messages",
                        "{'model':'"
                                + model
                                + "','max_tokens':9,'messages':[{'role':'user','content':[{'type':'"
                                + type
                                + "','source':{'type':'url','url':'https://127.0.0.1/a'}}]}]}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("error", "type").text()).isEqualTo("invalid_request_error");
        assertThat(reply.json().at("error", "message").text())
                .contains("'messages.0.content.0.source.url'");
        nothingCameOfIt();
    }

    @Test
    void norAServerOfTools() throws Exception {
        Reply reply =
                post(
                        "/v1/messages",
                        "{'model':'claude-own','max_tokens':9,'messages':[{'role':'user','content':'x'}],"
                                + "'mcp_servers':[{'type':'url','name':'x','url':'https://10.0.0.1/'}]}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("error", "message").text()).contains("'mcp_servers.0.url'");
        nothingCameOfIt();
    }
}
