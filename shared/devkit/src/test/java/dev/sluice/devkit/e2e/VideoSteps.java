package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A provider of films, a world that asks it, and what is said between them. */
abstract class VideoSteps {
    static final String SEEDANCE = "ByteDance/Seedance-1.0-pro";

    static final String POST = "POST /s3/v2/videos";

    static final String LOOK = "GET /s3/v2/videos/job-1";

    static final String BEGUN =
            "{\"id\":\"job-1\",\"object\":\"video\",\"status\":\"in_progress\"}";

    final HttpClient http = HttpClient.newHttpClient();

    ScriptedProvider provider;

    World world;

    @BeforeEach
    void start() throws IOException {
        provider = new ScriptedProvider().on(POST, 200, BEGUN).on(LOOK, 200, BEGUN);
        world = settings().start();
    }

    /** One slot of Together's, and no sweep in the way. */
    World.Settings settings() {
        return World.settings().slot(3, "together", provider.origin() + "/s3/v1").withoutSweep();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        provider.close();
    }

    Reply create(World at, String key, String members) throws IOException {
        String body = "{\"model\":\"" + SEEDANCE + "\",\"prompt\":\"a cat\"" + members + "}";
        return at.post("/v1/videos", key, body.getBytes(UTF_8));
    }

    Reply create(String members) throws IOException {
        return create(world, World.KEY, members);
    }

    static String id(Reply created) {
        assertThat(created.status()).as(created.body()).isEqualTo(200);
        return created.json().at("id").text();
    }

    static String ended(String more) {
        return "{\"id\":\"job-1\",\"object\":\"video\"," + more + "}";
    }

    HttpResponse<byte[]> fetch(World at, String path, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at.port() + path))
                        .header("Authorization", "Bearer " + World.KEY);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    static Reply send(World at, String method, String path, String key) throws IOException {
        return at.raw(
                method
                        + " "
                        + path
                        + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + key
                        + "\r\nContent-Length: 0\r\n\r\n");
    }

    static ScriptedProvider.Script film() {
        return Scripts.whole("video/mp4", "film".getBytes(UTF_8));
    }
}
