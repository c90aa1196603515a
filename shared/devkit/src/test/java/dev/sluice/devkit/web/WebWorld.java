package dev.sluice.devkit.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.devkit.Dev;
import dev.sluice.devkit.WorldSettings;
import dev.sluice.standins.ScriptedProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;

/** The real local server on a free port, and a browser's way to it. */
final class WebWorld implements AutoCloseable {
    static final String KEY = "sk-test-web";
    static final String LLAMA = "meta-llama/Llama-3.3-70B-Instruct-Turbo";
    static final String ORIGIN = "http://localhost:8081";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Dev dev;

    private WebWorld(Map<String, String> settings) throws IOException {
        dev = Dev.start(settings, new PrintStream(printed, true, UTF_8));
    }

    /** Settings of a world whose stores are in memory. */
    static final class Settings extends WorldSettings<Settings> {
        private Settings() {
            super(KEY, "server-key-");
            set("SLUICE_STORES", "memory");
        }

        @Override
        protected Settings self() {
            return this;
        }

        /** Over a DynamoDB Local of its own, on this port. */
        Settings tables(int port) {
            return unset("SLUICE_STORES").set("DYNAMODB_PORT", port);
        }

        WebWorld start() throws IOException {
            return new WebWorld(values());
        }
    }

    static Settings settings() {
        return new Settings();
    }

    /** One slot of Together's at this provider. */
    static Settings at(ScriptedProvider provider) {
        return settings().slot(0, "together", provider.baseUrl());
    }

    static WebWorld together(ScriptedProvider provider) throws IOException {
        return at(provider).start();
    }

    String printed() {
        return printed.toString(UTF_8);
    }

    URI url(String path) {
        return URI.create("http://localhost:" + dev.port() + path);
    }

    /** As the page sends it. */
    HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url(path))
                        .header("Content-Type", "application/json")
                        .header("Origin", ORIGIN);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    HttpResponse<InputStream> open(String path, String token, String body) throws Exception {
        return http.send(
                request(path, token).POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofInputStream());
    }

    HttpResponse<String> send(HttpRequest request) throws Exception {
        return http.send(request, BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, String token) throws Exception {
        return send(request(path, token).GET().build());
    }

    HttpResponse<String> post(String path, String token, String body) throws Exception {
        return send(request(path, token).POST(BodyPublishers.ofString(body)).build());
    }

    Map<String, Object> json(String path) throws Exception {
        HttpResponse<String> response = get(path, KEY);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.std.mapFrom(response.body());
    }

    /** A whole chat, read piece by piece as the page reads it. */
    UiChat chat(String body) throws Exception {
        return chat(KEY, body);
    }

    UiChat chat(String token, String body) throws Exception {
        HttpResponse<InputStream> response = open("/chat", token, body);
        assertThat(response.statusCode()).as("anything else is posted three times").isEqualTo(200);
        assertThat(response.headers().firstValue("content-type").orElse(""))
                .startsWith("text/event-stream");
        assertThat(response.headers().allValues("access-control-allow-origin"))
                .containsExactly(ORIGIN);
        UiChat chat = new UiChat();
        UiParser parser = new UiParser();
        try (InputStream in = response.body()) {
            byte[] piece = new byte[7]; // cuts characters and frames anywhere
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                parser.feed(java.util.Arrays.copyOf(piece, count)).forEach(chat::take);
            }
        }
        parser.end();
        return chat;
    }

    List<?> transactions() throws Exception {
        return Fields.list(json("/billing").get("transactions"));
    }

    /** The body that the page sends, with these members more. */
    static String body(String more) {
        return """
        {"providers":[],"messages":[{"role":"system","content":"**CURRENT DATE AND TIME:**\\n2025-10-11"},{"role":"user","content":"Say hello"}],"temperature":0.7,"stream":true%s}"""
                .formatted(more);
    }

    @Override
    public void close() throws IOException {
        dev.close();
    }
}
