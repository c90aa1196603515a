package dev.sluice.standins;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.standins.ScriptedProvider.Script;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Answers of providers, byte for byte. */
public final class Scripts {
    public static final String SSE_HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    /** Neither chunks nor a length: it ends when the connection does. */
    public static final String BARE_SSE_HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

    public static final String DONE = "data: [DONE]\n\n";
    public static final String END = "0\r\n\r\n";
    public static final String USAGE =
            "{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}";

    private Scripts() {}

    /** A chunk of a stream that says so much. */
    public static String say(String content) {
        return event(
                "{\"index\":0,\"delta\":{\"content\":\"" + content + "\"},\"finish_reason\":null}");
    }

    public static String finish(String reason) {
        return event("{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}");
    }

    public static String event(String choice) {
        return "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":["
                + choice
                + "]}\n\n";
    }

    public static String usageEvent() {
        return "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[],\"usage\":"
                + USAGE
                + "}\n\n";
    }

    public static String completion(String content) {
        return "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                + content
                + "\"},\"finish_reason\":\"stop\"}],\"usage\":"
                + USAGE
                + "}";
    }

    public static String json(int status, String headers, String body) {
        return "HTTP/1.1 %d X\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s"
                .formatted(status, headers, body.getBytes(UTF_8).length, body);
    }

    /** A good answer, streamed or not, as the request wants it. */
    public static Script text(String content) {
        return call -> {
            if (call.seen().body().contains("\"stream\":true")) {
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

    /** A whole answer of any type. */
    public static Script whole(String type, byte[] body) {
        String head =
                "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
                        .formatted(type, body.length);
        return call -> call.write(head).write(body);
    }

    /** JSON with a status. */
    public static Script json(int status, String body) {
        return call -> call.write(json(status, "", body));
    }

    /** No byte: the connection ends. */
    public static Script cut() {
        return ScriptedProvider.Call::shut;
    }

    /** A whole JSON answer. */
    public static Script answer(String body) {
        return call -> call.write(json(200, "", body));
    }

    /** An error with these header lines, each ended by CRLF. */
    public static Script error(int status, String headers, String message) {
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
    public static Script stream(String... pieces) {
        return call -> {
            call.write(SSE_HEAD);
            for (String piece : pieces) {
                call.chunk(piece);
            }
            call.write(END);
        };
    }

    /** These chunks, then the connection ends without the last chunk. */
    public static Script cut(String... pieces) {
        return call -> {
            call.write(SSE_HEAD);
            for (String piece : pieces) {
                call.chunk(piece);
            }
            call.close();
        };
    }

    /** These bytes with neither chunks nor length, then the connection ends. */
    public static Script bare(String... pieces) {
        return call -> {
            call.write(BARE_SSE_HEAD);
            for (String piece : pieces) {
                call.write(piece);
            }
            call.close();
        };
    }

    /** These chunks, then nothing until the gateway hangs up. */
    public static Script thenSilent(String... pieces) {
        return call -> {
            call.write(SSE_HEAD);
            for (String piece : pieces) {
                call.chunk(piece);
            }
            call.awaitHangUp();
        };
    }

    /** Not even a status line. */
    public static Script silent() {
        return ScriptedProvider.Call::awaitHangUp;
    }

    /** One script, once the latch is down. */
    public static Script after(CountDownLatch latch, Script script) {
        return call -> {
            if (!latch.await(ScriptedProvider.LONG_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody gave the sign");
            }
            script.play(call);
        };
    }
}
