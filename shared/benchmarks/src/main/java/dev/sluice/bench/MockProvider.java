package dev.sluice.bench;

import dev.sluice.gateway.http.HttpFront;
import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.door.Door;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A provider with a known pace: a unary answer after 60 ms; a stream's first chunk after 60 ms,
 * then one each 5 ms, 64 in all, or at the {@link Pace} that its prompt asks for. Each chunk says
 * when it was sent ({@code @nanos@}, {@link System#nanoTime} of this process), so that its way is
 * measured and not inferred.
 */
final class MockProvider implements Door, AutoCloseable {
    static final int CHUNKS = Pace.USUAL.chunks();
    static final String MODEL = "mock-model";

    /** Of a request for many vectors. */
    static final int INPUTS = 100;

    private static final long THINK_NANOS = TimeUnit.MILLISECONDS.toNanos(60);
    private static final int MOST_BODY_BYTES = 1 << 20;
    private static final int DIMENSIONS = 1_024;
    private static final int PICTURE_BYTES = 2 << 20;
    private static final String USAGE =
            "\"usage\":{\"prompt_tokens\":150,\"completion_tokens\":64,\"total_tokens\":214}}";

    private final HttpFront front;
    private final byte[] vector = bytes(embeddings(1));
    private final byte[] vectors = bytes(embeddings(INPUTS));
    private final byte[] picture = bytes(picture());

    MockProvider() throws IOException {
        this.front = HttpFront.start("127.0.0.1", 0, this);
    }

    int port() {
        return front.port();
    }

    @Override
    public void handle(DoorRequest request, DoorReply reply) throws IOException {
        long startNanos = System.nanoTime();
        String body = body(request);
        sleepUntil(startNanos + THINK_NANOS);
        if (request.path().endsWith("/embeddings")) {
            whole(reply, body.length() > 10_000 ? vectors : vector);
        } else if (request.path().endsWith("/images/generations")) {
            whole(reply, picture);
        } else if (body.contains("\"stream\":true")) {
            stream(reply, startNanos + THINK_NANOS, Pace.of(body));
        } else {
            whole(reply, bytes(unary()));
        }
    }

    private static void whole(DoorReply reply, byte[] json) throws IOException {
        reply.begin(200, Headers.of("content-type", "application/json"), json.length).write(json);
    }

    private static String embeddings(int inputs) {
        StringBuilder json = new StringBuilder("{\"object\":\"list\",\"data\":[");
        for (int i = 0; i < inputs; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"object\":\"embedding\",\"index\":")
                    .append(i)
                    .append(",\"embedding\":[")
                    .append("0.0123456789,".repeat(DIMENSIONS - 1))
                    .append("-0.01]}");
        }
        return json.append(
                        "],\"model\":\"mock-model\",\"usage\":{\"prompt_tokens\":70,\"total_tokens\":70}}")
                .toString();
    }

    private static String picture() {
        String base64 = Base64.getEncoder().encodeToString(new byte[PICTURE_BYTES]);
        return "{\"created\":1764000000,\"data\":[{\"b64_json\":\"" + base64 + "\"}]}";
    }

    @Override
    public void close() {
        front.close();
    }

    private static void stream(DoorReply reply, long firstNanos, Pace pace) throws IOException {
        OutputStream out =
                reply.begin(
                        200, Headers.of("content-type", "text/event-stream"), DoorReply.STREAMED);
        for (int i = 0; i < pace.chunks(); i++) {
            sleepUntil(firstNanos + i * pace.gapNanos());
            event(out, chunk("{\"content\":\"@" + System.nanoTime() + "@ words\"}", "null"));
        }
        String end = chunk("{}", "\"stop\"");
        event(out, end.substring(0, end.length() - 1) + ',' + USAGE);
        event(out, "[DONE]");
    }

    private static void event(OutputStream out, String data) throws IOException {
        out.write(bytes("data: " + data + "\n\n"));
        out.flush();
    }

    private static String chunk(String delta, String finishReason) {
        return "{\"id\":\"chatcmpl-mock\",\"object\":\"chat.completion.chunk\",\"created\":1764000000,\"model\":\"mock-model\",\"choices\":[{\"index\":0,\"delta\":"
                + delta
                + ",\"finish_reason\":"
                + finishReason
                + "}]}";
    }

    private static String unary() {
        return "{\"id\":\"chatcmpl-mock\",\"object\":\"chat.completion\",\"created\":1764000000,\"model\":\"mock-model\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                + "some words ".repeat(32)
                + "\"},\"finish_reason\":\"stop\"}],"
                + USAGE;
    }

    private static String body(DoorRequest request) throws IOException {
        try {
            return new String(request.body().read(MOST_BODY_BYTES), StandardCharsets.UTF_8);
        } catch (BodyTooLarge e) {
            throw new IOException(e);
        }
    }

    static void sleepUntil(long nanos) throws IOException {
        try {
            long leftNanos = nanos - System.nanoTime();
            if (leftNanos > 0) {
                TimeUnit.NANOSECONDS.sleep(leftNanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
