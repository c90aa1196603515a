package dev.sluice.devkit.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.gateway.http.HttpFront;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The frontend's parser and its calls in a real browser of another origin: CORS, preflights,
 * credentials and streaming are the browser's own. Left out where there is no Chromium.
 */
final class BrowserTest {
    private static final List<String> BROWSERS =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

    private final CompletableFuture<String> report = new CompletableFuture<>();

    @Test
    void aPageOfAnotherOriginWorksAsTheFrontendDoes(@TempDir Path profile) throws Exception {
        Optional<String> browser =
                BROWSERS.stream().filter(p -> Files.exists(Path.of(p))).findFirst();
        assumeTrue(browser.isPresent(), "no Chromium here");
        try (HttpFront page = HttpFront.start("127.0.0.1", 0, this::page);
                ScriptedProvider provider = ChatScripts.provider()) {
            String origin = "http://localhost:" + page.port();
            try (WebWorld world =
                    WebWorld.at(provider).set("SLUICE_CORS_ORIGINS", origin).start()) {
                String url =
                        origin
                                + "/?base=http://localhost:"
                                + world.url("/").getPort()
                                + "&token="
                                + WebWorld.KEY;
                Map<String, Object> seen = JSON.std.mapFrom(visit(browser.get(), profile, url));
                check(seen);
                assertThat(provider.seen()).as("a refused request is posted once").hasSize(1);
            }
        }
    }

    private static void check(Map<String, Object> seen) {
        assertThat(seen).doesNotContainKey("failed").containsEntry("health", true);
        assertThat(seen).containsEntry("probe", 200).containsEntry("missing", "501 string");
        assertThat(seen).containsEntry("textless", "400 string");
        Map<?, ?> chat = Fields.object(seen.get("chat"));
        assertThat(chat.get("bubble")).isEqualTo("Hello!");
        assertThat(chat.get("error")).isNull();
        assertThat(chat.get("left")).isEqualTo("");
        assertThat(chat.get("calls")).isEqualTo(1);
        assertThat(chat.get("cost")).hasToString("0.00132");
        assertThat(String.valueOf(chat.get("requestId"))).as("exposed").hasSize(36);
        assertThat(String.valueOf(Fields.object(seen.get("bad")).get("error")))
                .startsWith("messages field is required");
        assertThat(seen.get("credit")).hasToString("3");
        assertThat(seen.get("spent")).hasToString("0.00132");
        assertThat(seen).containsEntry("cleared", 1);
    }

    private String visit(String browser, Path profile, String url) throws Exception {
        ProcessBuilder starting =
                new ProcessBuilder(command(browser, profile, url))
                        .redirectErrorStream(true)
                        .redirectOutput(profile.resolve("browser.log").toFile());
        starting.environment().put("TMPDIR", profile.toString());
        Process process = starting.start();
        try {
            return report.get(180, TimeUnit.SECONDS);
        } finally {
            end(process);
        }
    }

    /** Nothing of the browser's own calls home: without a network they would queue up. */
    private static List<String> command(String browser, Path profile, String url) {
        return List.of(
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile.resolve("user"),
                url);
    }

    /** Returns when the last of its processes has ended, for until then the profile is written. */
    private static void end(Process browser) throws Exception {
        List<ProcessHandle> children = browser.descendants().toList();
        browser.destroyForcibly().waitFor();
        for (ProcessHandle child : children) {
            child.destroyForcibly();
            child.onExit().get(60, TimeUnit.SECONDS);
        }
    }

    private void page(DoorRequest request, DoorReply reply) throws IOException {
        byte[] body = new byte[0];
        try {
            if (request.path().equals("/report")) {
                report.complete(new String(request.body().read(1 << 20), UTF_8));
            } else if (request.path().equals("/")) {
                body = html();
            }
        } catch (BodyTooLarge e) {
            throw new IOException(e);
        }
        try (OutputStream out =
                reply.begin(200, Headers.of("content-type", "text/html"), body.length)) {
            out.write(body);
        }
    }

    private static byte[] html() throws IOException {
        try (InputStream in = BrowserTest.class.getResourceAsStream("/web/ui.html")) {
            if (in == null) {
                throw new IOException("ui.html is not among the test resources");
            }
            return in.readAllBytes();
        }
    }
}
