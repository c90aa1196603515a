package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.KEY;
import static dev.sluice.devkit.e2e.World.LLAMA;
import static dev.sluice.standins.Scripts.say;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real nginx on either side, as it is when nobody sets it up for us; skipped where there is none.
 */
class NginxTest {
    private static final String UNBUFFERED = "proxy_buffering off;";

    @TempDir Path directory;

    private ScriptedProvider upstream;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Nginx.installed(), "no nginx on this machine");
        upstream = new ScriptedProvider();
    }

    @AfterEach
    void stop() throws IOException {
        if (upstream != null) {
            upstream.close();
        }
    }

    private World behind(Nginx nginx) throws IOException {
        return World.settings()
                .slot(0, "together", "http://127.0.0.1:" + nginx.port() + "/v1")
                .start();
    }

    private Nginx before(ScriptedProvider upstream, String settings) throws IOException {
        String url = upstream.baseUrl();
        return new Nginx(directory, url.substring("http://".length(), url.length() - 3), settings);
    }

    @Test
    void anNginxInFrontPassesWholeAnswersAndStreams() throws Exception {
        upstream.on(LLAMA, Scripts.text("through nginx"));
        try (World world = World.together(upstream);
                Nginx nginx = new Nginx(directory, "127.0.0.1:" + world.port(), "")) {
            for (String more : new String[] {"", ",\"stream\":true"}) {
                for (int i = 0; i < 3; i++) {
                    Reply reply = post(nginx, World.chat(LLAMA, more));
                    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
                    assertThat(reply.body()).contains("through nginx");
                    assertThat(reply.whole()).isTrue();
                }
            }
            assertThat(post(nginx, "{").status()).isEqualTo(400);
        }
    }

    private static Reply post(Nginx nginx, String body) throws IOException {
        try (RawClient client = new RawClient(nginx.port())) {
            return client.post("/v1/chat/completions", KEY, body.getBytes(UTF_8)).reply();
        }
    }

    @Test
    void anNginxBehindKeepsOneConnectionAndMayBeReloaded() throws Exception {
        upstream.on(LLAMA, Scripts.text("from behind"));
        try (Nginx nginx = before(upstream, "keepalive_requests 3;");
                World world = behind(nginx)) {
            for (int i = 0; i < 12; i++) {
                if (i % 4 == 3) {
                    nginx.reload();
                }
                Reply reply = i % 2 == 0 ? world.ask(LLAMA) : world.stream(LLAMA);
                assertThat(reply.status()).as(reply.body()).isEqualTo(200);
                assertThat(reply.body()).contains("from behind");
            }
            assertThat(upstream.seen()).hasSize(12);
        }
    }

    @Test
    void anNginxBehindStreamsEventByEvent() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        upstream.on(
                LLAMA,
                call -> {
                    call.write(Scripts.BARE_SSE_HEAD + say("Hel"));
                    seen.await();
                    call.write(say("lo") + Scripts.finish("stop") + Scripts.DONE);
                    call.close();
                });
        try (Nginx nginx = before(upstream, UNBUFFERED);
                World world = behind(nginx);
                RawClient client = world.client()) {
            byte[] chat = World.chat(LLAMA, ",\"stream\":true").getBytes(UTF_8);
            client.post("/v1/chat/completions", KEY, chat).head();
            client.until("Hel");
            seen.countDown();
            client.until("[DONE]");
        }
    }

    @Test
    void anNginxBehindThatCodesAnswersIsNotAskedTo() throws Exception {
        upstream.on(LLAMA, Scripts.text("in clear"));
        String coding =
                "gzip on; gzip_types application/json text/event-stream; gzip_min_length 1;";
        try (Nginx nginx = before(upstream, coding + " gzip_proxied any; gzip_http_version 1.0;");
                World world = behind(nginx)) {
            assertThat(world.ask(LLAMA).body()).contains("in clear");
            assertThat(world.stream(LLAMA).text()).isEqualTo("in clear");
        }
    }

    @Test
    void anNginxBehindThatRefusesALargeRequestIsHeard() throws Exception {
        try (Nginx nginx = before(upstream, "client_max_body_size 1k;");
                World world = behind(nginx)) {
            String large = World.chat(LLAMA, ",\"user\":\"" + "x".repeat(20_000) + "\"");
            world.post(KEY, large).error(413);
            assertThat(upstream.seen()).isEmpty();
        }
    }
}
