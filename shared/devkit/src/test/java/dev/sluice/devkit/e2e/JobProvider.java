package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.gateway.http.HttpFront;
import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A provider of jobs on loopback: each path is answered as a test says, and remembers who asked.
 */
final class JobProvider implements AutoCloseable {

    /** A request as it arrived. */
    record Seen(String line, @Nullable String key, @Nullable String range, String body) {}

    /** Answers one request; an IOException cuts it. */
    @FunctionalInterface
    interface Answer {
        void to(DoorRequest request, DoorReply reply) throws IOException;
    }

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final HttpFront front;

    JobProvider() throws IOException {
        front = HttpFront.start("127.0.0.1", 0, this::handle);
    }

    String origin() {
        return "http://127.0.0.1:" + front.port();
    }

    /** The base of {@code /chat/completions}. */
    String baseUrl() {
        return origin() + "/s3/v1";
    }

    /** From now on {@code POST /s3/v2/videos} is answered so. */
    JobProvider on(String line, Answer answer) {
        answers.put(line, answer);
        return this;
    }

    JobProvider on(String line, int status, String body) {
        return on(line, json(status, body));
    }

    static Answer json(int status, String body) {
        return (request, reply) -> {
            byte[] bytes = body.getBytes(UTF_8);
            Headers headers = Headers.of("Content-Type", "application/json");
            reply.begin(status, headers, bytes.length).write(bytes);
        };
    }

    static Answer cut() {
        return (request, reply) -> {
            throw new IOException("cut");
        };
    }

    /** Requests of that line so far. */
    List<Seen> seen(String line) {
        return seen.stream().filter(request -> request.line().equals(line)).toList();
    }

    private void handle(DoorRequest request, DoorReply reply) throws IOException {
        String line = request.method() + " " + request.path();
        seen.add(
                new Seen(
                        line,
                        request.headers().first("authorization"),
                        request.headers().first("range"),
                        body(request)));
        answers.getOrDefault(line, json(404, "{\"error\":{\"message\":\"no\"}}"))
                .to(request, reply);
    }

    private static String body(DoorRequest request) throws IOException {
        try {
            return new String(request.body().read(32 << 20), UTF_8);
        } catch (BodyTooLarge e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        front.stop(Duration.ZERO);
    }
}
