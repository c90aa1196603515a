package dev.sluice.devkit.e2e;

import dev.sluice.devkit.e2e.RawUpstream.Script;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Answers of providers, byte for byte. */
final class Scripts {
    static final String SSE_HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    /** Neither chunks nor a length: it ends when the connection does. */
    static final String BARE_SSE_HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

    static final String DONE = "data: [DONE]\n\n";
    static final String END = "0\r\n\r\n";
    static final String USAGE =
            "{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}";

    private Scripts() {}

    /** A chunk of a stream that says so much. */
    static String say(String content) {
        return event(
                "{\"index\":0,\"delta\":{\"content\":\"" + content + "\"},\"finish_reason\":null}");
    }

    static String finish(String reason) {
        return event("{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}");
    }

    static String event(String choice) {
        return "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":["
                + choice
                + "]}\n\n";
    }

    static String usageEvent() {
        return "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[],\"usage\":"
                + USAGE
                + "}\n\n";
    }

    static String completion(String content) {
        return "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                + content
                + "\"},\"finish_reason\":\"stop\"}],\"usage\":"
                + USAGE
                + "}";
    }

    static String json(int status, String headers, String body) {
        return "HTTP/1.1 %d X\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s"
                .formatted(
                        status,
                        headers,
                        body.getBytes(java.nio.charset.StandardCharsets.UTF_8).length,
                        body);
    }

    /** A good answer, streamed or not, as the request wants it. */
    static Script text(String content) {
        return call -> {
            if (call.seen.body().contains("\"stream\":true")) {
                call.write(SSE_HEAD)
                        .chunk(say(content))
                        .chunk(finish("stop"))
                        .chunk(usageEvent())
                        .chunk(DONE)
                        .write(END);
            } else {
                call.write(json(200, "", completion(content)));
            }
        };
    }

    /** A whole JSON answer. */
    static Script answer(String body) {
        return call -> call.write(json(200, "", body));
    }

    /** An error with these header lines, each ended by CRLF. */
    static Script error(int status, String headers, String message) {
        return call ->
                call.write(
                        json(
                                status,
                                headers,
                                "{\"error\":{\"message\":\""
                                        + message
                                        + "\",\"type\":\"some_error\",\"param\":null,\"code\":null}}"));
    }

    /** A whole stream, a chunk each. */
    static Script stream(String... pieces) {
        return call -> {
            call.write(SSE_HEAD);
            for (String piece : pieces) {
                call.chunk(piece);
            }
            call.write(END);
        };
    }

    /** These chunks, then the connection ends without the last chunk. */
    static Script cut(String... pieces) {
        return call -> {
            call.write(SSE_HEAD);
            for (String piece : pieces) {
                call.chunk(piece);
            }
            call.close();
        };
    }

    /** These bytes with neither chunks nor length, then the connection ends. */
    static Script bare(String... pieces) {
        return call -> {
            call.write(BARE_SSE_HEAD);
            for (String piece : pieces) {
                call.write(piece);
            }
            call.close();
        };
    }

    /** These chunks, then nothing until the gateway hangs up. */
    static Script thenSilent(String... pieces) {
        return call -> {
            call.write(SSE_HEAD);
            for (String piece : pieces) {
                call.chunk(piece);
            }
            call.awaitHangUp();
        };
    }

    /** Not even a status line. */
    static Script silent() {
        return RawUpstream.Call::awaitHangUp;
    }

    /** One script, once the latch is down. */
    static Script after(CountDownLatch latch, Script script) {
        return call -> {
            if (!latch.await(Wait.LONG.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("nobody gave the sign");
            }
            script.play(call);
        };
    }
}
