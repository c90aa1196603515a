package dev.sluice.devkit.web;

import static dev.sluice.devkit.web.WebWorld.KEY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The frontend's {@code /tts} and {@code /transcribe}. */
class VoiceTest {
    private static final byte[] SOUND = {'I', 'D', '3', (byte) 0xFF, (byte) 0x80, 0, 1};

    private final ScriptedProvider provider;
    private final WebWorld world;

    VoiceTest() throws IOException {
        provider = ChatScripts.provider();
        world = WebWorld.together(provider);
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        provider.close();
    }

    @Test
    void aTextIsReadAloudByTheCheapestModelInAVoiceOfItsOwn() throws Exception {
        provider.then(Scripts.whole("audio/mpeg", SOUND));
        HttpResponse<byte[]> sound =
                speak("{\"provider\":\"openai\",\"text\":\"Hi\",\"voice\":\"alloy\",\"rate\":1.2}");
        assertThat(sound.statusCode()).isEqualTo(200);
        assertThat(sound.headers().firstValue("content-type")).contains("audio/mpeg");
        assertThat(sound.headers().firstValue("access-control-allow-origin"))
                .contains(WebWorld.ORIGIN);
        assertThat(sound.body()).isEqualTo(SOUND);
        Map<String, Object> asked = JSON.std.mapFrom(provider.seen().getLast().body());
        assertThat(asked)
                .containsEntry("model", "canopylabs/orpheus-3b-0.1-ft")
                .containsEntry("voice", "tara")
                .containsEntry("input", "Hi")
                .doesNotContainKeys("rate", "speed", "provider");
        Map<?, ?> paid = Fields.object(world.transactions().getLast());
        assertThat(paid.get("type")).isEqualTo("tts");
        assertThat(paid.get("cost")).isEqualTo(0.00003);
    }

    @Test
    void aModelThatIsThereMayBeNamed() throws Exception {
        provider.then(Scripts.whole("audio/mpeg", SOUND));
        speak("{\"text\":\"Hi\",\"model\":\"cartesia/sonic-3\",\"voice\":\"calm lady\"}");
        assertThat(JSON.std.mapFrom(provider.seen().getLast().body()))
                .containsEntry("model", "cartesia/sonic-3")
                .containsEntry("voice", "calm lady");
    }

    private HttpResponse<byte[]> speak(String body) throws Exception {
        HttpRequest request =
                world.request("/tts", KEY).POST(HttpRequest.BodyPublishers.ofString(body)).build();
        return java.net.http.HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void aRecordingIsWrittenDown() throws Exception {
        provider.then(
                Scripts.whole(
                        "application/json",
                        "{\"text\":\"Hello\",\"duration\":60}".getBytes(UTF_8)));
        HttpResponse<String> heard = listen("audio", new String(SOUND, ISO_8859_1));
        assertThat(heard.statusCode()).as(heard.body()).isEqualTo(200);
        assertThat(JSON.std.mapFrom(heard.body())).containsEntry("text", "Hello");
        assertThat(provider.seen().getLast().body())
                .contains("name=\"file\"; filename=\"recording.webm\"")
                .contains("\r\n\r\nopenai/whisper-large-v3\r\n");
        Map<?, ?> paid = Fields.object(world.transactions().getLast());
        assertThat(paid.get("cost")).isEqualTo(0.0015);
    }

    @Test
    void badRequestsAreToldAsTheFrontendReadsThem() throws Exception {
        for (String body : new String[] {"{}", "no json", "[]", "{\"text\":\" \"}"}) {
            HttpResponse<String> refused = world.post("/tts", KEY, body);
            assertThat(refused.statusCode()).as(body).isEqualTo(400);
            assertThat(JSON.std.mapFrom(refused.body()).get("error")).isInstanceOf(String.class);
        }
        assertThat(listen("sound", "x").statusCode()).isEqualTo(400);
        assertThat(listen("audio", "").statusCode()).isEqualTo(400);
        assertThat(world.post("/transcribe", KEY, "{}").statusCode()).isEqualTo(400);
        assertThat(world.post("/tts", "", "{\"text\":\"Hi\"}").statusCode()).isEqualTo(401);
        assertThat(world.get("/tts", KEY).statusCode()).isEqualTo(405);
        assertThat(provider.seen()).isEmpty();
    }

    private HttpResponse<String> listen(String member, String latin) throws Exception {
        String form =
                "--b\r\nContent-Disposition: form-data; name=\""
                        + member
                        + "\"; filename=\"recording.webm\"\r\nContent-Type: audio/webm\r\n\r\n"
                        + latin
                        + "\r\n--b--\r\n";
        HttpRequest request =
                HttpRequest.newBuilder(world.url("/transcribe"))
                        .header("Content-Type", "multipart/form-data; boundary=b")
                        .header("Origin", WebWorld.ORIGIN)
                        .header("Authorization", "Bearer " + KEY)
                        .POST(HttpRequest.BodyPublishers.ofString(form, ISO_8859_1))
                        .build();
        return world.send(request);
    }
}
