package dev.sluice.deploy.smoke;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.aws.settings.Loopback;
import dev.sluice.core.call.Secret;
import dev.sluice.deploy.console.Refused;
import dev.sluice.deploy.console.Steps;
import dev.sluice.deploy.console.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * One streamed completion against a gateway. Costs what some hundred tokens cost. Throws {@link
 * Refused} where the answer is not whole; the key is in no output.
 */
public final class Smoke {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** Until the headers: a first restore and a slow provider. */
    private static final Duration ANSWER = Duration.ofMinutes(2);

    /** All of it, to the last byte. */
    private static final Duration WHOLE = Duration.ofMinutes(3);

    private static final String GENERAL = "general";
    private static final int MAX_TOKENS = 160;
    private static final int ERROR_BYTES = 8_192;

    private final URI url;
    private final Terminal terminal;
    private final Duration limit;

    /** What is done with a client. */
    @FunctionalInterface
    private interface Talk<T> {
        T with(HttpClient client) throws IOException, InterruptedException;
    }

    /**
     * @param url base URL, without {@code /v1}; https, or http on this machine
     */
    public Smoke(URI url, Terminal terminal) {
        this(url, terminal, WHOLE);
    }

    Smoke(URI url, Terminal terminal, Duration limit) {
        this.url = safe(url);
        this.terminal = terminal;
        this.limit = limit;
    }

    /**
     * Asks with a key and says when what arrived.
     *
     * @param wanted the model; empty for one that the stage has for this key
     */
    public StreamVerdict complete(Secret key, Optional<String> wanted) throws InterruptedException {
        return talk(
                client -> {
                    // asked in any case: a cold start must not count as time that an answer took
                    String model = choose(client, key, wanted);
                    return complete(client, key, model);
                });
    }

    private StreamVerdict complete(HttpClient client, Secret key, String model)
            throws IOException, InterruptedException {
        terminal.say("POST %s/v1/chat/completions, model %s", url, model);
        HttpRequest request = completion(key.reveal(), model);
        long startNanos = System.nanoTime();
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        long headersNanos = System.nanoTime() - startNanos;
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                String text = new String(body.readNBytes(ERROR_BYTES), StandardCharsets.UTF_8);
                throw new Refused(refusal(response.statusCode(), text, key));
            }
            return report(headersNanos, Arrivals.read(body, startNanos), key);
        }
    }

    /**
     * The one wanted, else {@code general} where a provider of the stage serves it, else the first
     * chat model.
     */
    private String choose(HttpClient client, Secret key, Optional<String> wanted)
            throws IOException, InterruptedException {
        boolean general = ask(client, "/v1/models/" + GENERAL, key).statusCode() == 200;
        if (wanted.isPresent() || general) {
            return wanted.orElse(GENERAL);
        }
        HttpResponse<String> list = ask(client, "/v1/models", key);
        if (list.statusCode() != 200) {
            throw new Refused(refusal(list.statusCode(), list.body(), key));
        }
        return ModelList.firstChat(list.body())
                .orElseThrow(
                        () ->
                                new Refused(
                                        "The smoke test failed: this stage has no chat model for this key (GET /v1/models). make deploy-env brings provider keys."));
    }

    private HttpResponse<String> ask(HttpClient client, String path, Secret key)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .timeout(ANSWER)
                        .header("Authorization", "Bearer " + key.reveal())
                        .build();
        return client.send(request, BodyHandlers.ofString());
    }

    /** What can be tried without a key: health, and that a wrong key is refused in our shape. */
    public void knock() throws InterruptedException {
        talk(this::knock);
    }

    private boolean knock(HttpClient client) throws IOException, InterruptedException {
        int health = client.send(get("/health"), BodyHandlers.discarding()).statusCode();
        HttpResponse<String> refused =
                client.send(completion("wrong-on-purpose", GENERAL), BodyHandlers.ofString());
        terminal.say("GET %s/health: %d; a wrong key: %d", url, health, refused.statusCode());
        if (health != 200
                || refused.statusCode() != 401
                || !SmokeErrorText.isError(refused.body())) {
            throw new Refused(
                    "The smoke test failed: 200 and 401 with an error of OpenAI's shape were expected.");
        }
        return true;
    }

    private <T> T talk(Talk<T> talk) throws InterruptedException {
        try (HttpClient client = client();
                Deadline deadline = new Deadline(client, limit)) {
            try {
                return talk.with(client);
            } catch (IOException | Refused e) {
                if (deadline.passed()) {
                    throw new Refused(
                            "The smoke test failed: it was not over after "
                                    + Steps.seconds(limit.toNanos())
                                    + ".");
                }
                throw e instanceof Refused refused ? refused : broken(e);
            }
        }
    }

    private StreamVerdict report(long headersNanos, Arrivals arrivals, Secret key) {
        Gaps.of(arrivals.eventNanos())
                .lines(headersNanos)
                .forEach(line -> terminal.say("%s", line));
        if (!arrivals.error().isEmpty() || !arrivals.ended()) {
            throw new Refused(
                    arrivals.error().isEmpty()
                            ? "The smoke test failed: the stream broke off before [DONE]."
                            : "The smoke test failed: the stream ends with an error: "
                                    + without(key, arrivals.error()));
        }
        StreamVerdict verdict = StreamVerdict.of(arrivals.eventNanos());
        terminal.say("StreamVerdict: %s.", verdict.words());
        return verdict;
    }

    private static String refusal(int status, String text, Secret key) {
        return "The smoke test failed: HTTP "
                + status
                + ": "
                + without(key, SmokeErrorText.of(text));
    }

    private Refused broken(Exception e) {
        return new Refused(
                "The smoke test failed: "
                        + (e instanceof ConnectException
                                ? "nobody answers at " + url
                                : e.getClass().getSimpleName()));
    }

    private static String without(Secret key, String text) {
        return text.replace(key.reveal(), "***");
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().connectTimeout(CONNECT).build();
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(ANSWER).build();
    }

    private HttpRequest completion(String key, String model) {
        return HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
                .timeout(ANSWER)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(model)))
                .build();
    }

    private static String body(String model) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("model", model);
            json.writeBooleanField("stream", true);
            json.writeNumberField("max_tokens", MAX_TOKENS);
            json.writeArrayFieldStart("messages");
            json.writeStartObject();
            json.writeStringField("role", "user");
            json.writeStringField("content", "Count from one to forty in English words.");
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static URI safe(URI url) {
        String host = url.getHost();
        boolean safe =
                host != null
                        && url.getRawUserInfo() == null
                        && ("https".equals(url.getScheme())
                                || ("http".equals(url.getScheme()) && Loopback.is(host)));
        if (!safe) {
            throw new Refused(
                    "URL must be https://host/…, or http on this machine: a key is sent there.");
        }
        String text = url.toString();
        return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }
}
