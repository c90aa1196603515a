package dev.sluice.gateway;

import dev.sluice.gateway.http.HttpFront;
import dev.sluice.wire.door.BodyTooLarge;
import dev.sluice.wire.door.Door;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A provider on a free port of the loopback interface with the same short answer for all. */
final class CannedProvider implements Door, AutoCloseable {
    private static final int TOKENS = 8;
    private static final int MOST_BODY_BYTES = 1 << 20;
    private static final String HEAD =
            "\"id\":\"chatcmpl-canned\",\"created\":1764000000,\"model\":\"canned\",";
    private static final String USAGE =
            "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":8,\"total_tokens\":17}";

    private final HttpFront front;

    private CannedProvider() throws IOException {
        this.front = HttpFront.start("127.0.0.1", 0, this);
    }

    static CannedProvider start() throws IOException {
        return new CannedProvider();
    }

    String baseUrl() {
        return "http://127.0.0.1:" + front.port() + "/v1";
    }

    @Override
    public void handle(DoorRequest request, DoorReply reply) throws IOException {
        if (asked(request).contains("\"stream\":true")) {
            stream(reply);
        } else {
            byte[] answer = bytes(unary());
            reply.begin(200, Headers.of("content-type", "application/json"), answer.length)
                    .write(answer);
        }
    }

    @Override
    public void close() {
        front.close();
    }

    private static String asked(DoorRequest request) throws IOException {
        try {
            return new String(request.body().read(MOST_BODY_BYTES), StandardCharsets.UTF_8);
        } catch (BodyTooLarge e) {
            throw new IOException(e);
        }
    }

    private static void stream(DoorReply reply) throws IOException {
        OutputStream out =
                reply.begin(
                        200, Headers.of("content-type", "text/event-stream"), DoorReply.STREAMED);
        for (int i = 0; i < TOKENS; i++) {
            event(out, chunk("{\"role\":\"assistant\",\"content\":\"word \"}", "null"));
        }
        event(out, chunk("{}", "\"stop\""));
        event(
                out,
                '{' + HEAD + "\"object\":\"chat.completion.chunk\",\"choices\":[]," + USAGE + '}');
        event(out, "[DONE]");
    }

    private static void event(OutputStream out, String data) throws IOException {
        out.write(bytes("data: " + data + "\n\n"));
        out.flush();
    }

    private static String chunk(String delta, String finishReason) {
        return '{'
                + HEAD
                + "\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":"
                + delta
                + ",\"finish_reason\":"
                + finishReason
                + "}]}";
    }

    private static String unary() {
        return '{'
                + HEAD
                + "\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Eight words.\"},\"finish_reason\":\"stop\"}],"
                + USAGE
                + '}';
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
