package dev.sluice.devkit.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.gateway.http.HttpFront;
import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** A provider that does as it is told, request after request, and remembers what it saw. */
final class FakeProvider implements AutoCloseable {
    /** A request as it came. */
    record Seen(String path, String authorization, Headers headers, String body) {}

    /** What to do with a request. */
    @FunctionalInterface
    interface Script {
        void play(Seen seen, DoorReply reply) throws IOException;
    }

    final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<Script> scripts = new LinkedBlockingQueue<>();
    private final HttpFront front;

    FakeProvider() throws IOException {
        front = HttpFront.start("127.0.0.1", 0, this::handle);
    }

    URI baseUrl() {
        return URI.create("http://127.0.0.1:" + front.port() + "/v1");
    }

    /** What to do next; without any a short answer. */
    FakeProvider then(Script script) {
        scripts.add(script);
        return this;
    }

    private void handle(DoorRequest request, DoorReply reply) throws IOException {
        try {
            String authorization = request.headers().first("authorization");
            Seen now =
                    new Seen(
                            request.path(),
                            authorization == null ? "" : authorization,
                            request.headers(),
                            new String(request.body().read(64 << 20), UTF_8));
            seen.add(now);
            Script script = scripts.poll();
            (script == null ? answer("Hel", "lo!") : script).play(now, reply);
        } catch (BodyTooLarge e) {
            throw new IOException(e);
        }
    }

    /** A stream of these pieces, and F1's usage. */
    static Script answer(String... pieces) {
        return (seen, reply) -> {
            OutputStream out = begin(reply);
            for (String piece : pieces) {
                say(out, piece);
            }
            end(out);
        };
    }

    static OutputStream begin(DoorReply reply) throws IOException {
        return reply.begin(
                200, Headers.of("content-type", "text/event-stream"), DoorReply.STREAMED);
    }

    static void say(OutputStream out, String piece) throws IOException {
        chunk(
                out,
                "{\"index\":0,\"delta\":{\"content\":"
                        + quoted(piece)
                        + "},\"finish_reason\":null}");
    }

    static void end(OutputStream out) throws IOException {
        chunk(out, "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}");
        raw(
                out,
                "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[],"
                        + "\"usage\":{\"prompt_tokens\":1200,\"completion_tokens\":300,\"total_tokens\":1500}}\n\n");
        raw(out, "data: [DONE]\n\n");
    }

    static void chunk(OutputStream out, String choice) throws IOException {
        raw(
                out,
                "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":["
                        + choice
                        + "]}\n\n");
    }

    static void raw(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(UTF_8));
        out.flush();
    }

    /** An error body without any of the words that others look for. */
    static Script error(int status, String... headers) {
        return (seen, reply) -> {
            byte[] body = "{\"error\":{\"message\":\"slow down\"}}".getBytes(UTF_8);
            Headers.Builder all = Headers.of(headers).toBuilder();
            try (OutputStream out =
                    reply.begin(
                            status,
                            all.set("content-type", "application/json").build(),
                            body.length)) {
                out.write(body);
            }
        };
    }

    /** Some pieces, then the connection breaks. */
    static Script cutAfter(String... pieces) {
        return (seen, reply) -> {
            OutputStream out = begin(reply);
            for (String piece : pieces) {
                say(out, piece);
            }
            throw new IOException("cut");
        };
    }

    private static String quoted(String text) {
        return new String(dev.sluice.wire.json.JsonText.quote(text), UTF_8);
    }

    @Override
    public void close() {
        front.close();
    }
}
