package dev.sluice.bench;

import java.nio.charset.StandardCharsets;
import java.util.Collections;

/** What callers ask, and what of. */
enum Question {
    CHAT("/v1/chat/completions", "unary", chat(false)),
    STREAM("/v1/chat/completions", "", chat(true)),
    BUSY("/v1/chat/completions", "busy", paced(Pace.BUSY)),
    SECOND("/v1/chat/completions", "of a second", paced(Pace.SECOND)),
    IDLE("/v1/chat/completions", "idle", paced(Pace.IDLE)),
    SLOW("/v1/chat/completions", "slow", paced(Pace.SLOW)),
    MESSAGE("/v1/messages", "unary messages", chat(false)),
    MESSAGES("/v1/messages", "messages", chat(true)),
    RESPONSE("/v1/responses", "unary responses", response(false)),
    RESPONSES("/v1/responses", "responses", response(true)),
    EMBEDDING("/v1/embeddings", "embeddings of 1 input", embeddings(1)),
    EMBEDDINGS("/v1/embeddings", "embeddings of 100 inputs", embeddings(MockProvider.INPUTS)),
    PICTURE("/v1/images/generations", "a picture of 2 MB as b64", picture());

    private final String path;
    private final String words;
    private final String body;

    Question(String path, String words, String body) {
        this.path = path;
        this.words = words;
        this.body = body;
    }

    boolean isStream() {
        return switch (this) {
            case STREAM, BUSY, SECOND, IDLE, SLOW, MESSAGES, RESPONSES -> true;
            case CHAT, MESSAGE, RESPONSE, EMBEDDING, EMBEDDINGS, PICTURE -> false;
        };
    }

    String label(int perSecond) {
        return isStream()
                ? (words + " " + perSecond + " streams/s").strip()
                : words + " " + perSecond + "/s";
    }

    /** What is asked, as JSON. */
    String body() {
        return body;
    }

    String path() {
        return path;
    }

    /** The whole request. */
    byte[] request(String key) {
        String request =
                "POST "
                        + path
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                        + key
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body;
        return request.getBytes(StandardCharsets.US_ASCII);
    }

    private static String chat(boolean stream) {
        return chat(stream, prompt(20));
    }

    private static String paced(Pace pace) {
        return chat(true, pace.prompt() + " " + prompt(20));
    }

    private static String chat(boolean stream, String prompt) {
        return ask(
                "\"stream\":"
                        + stream
                        + ",\"max_tokens\":128,\"messages\":[{\"role\":\"user\",\"content\":\""
                        + prompt
                        + "\"}]");
    }

    /** The same as a chat, in OpenAI's other language. */
    private static String response(boolean stream) {
        return ask(
                "\"stream\":"
                        + stream
                        + ",\"max_output_tokens\":128,\"input\":\""
                        + prompt(20)
                        + "\"");
    }

    private static String embeddings(int inputs) {
        String input = '"' + prompt(10) + '"';
        return ask("\"input\":[" + String.join(",", Collections.nCopies(inputs, input)) + "]");
    }

    private static String picture() {
        return ask("\"prompt\":\"A sluice\",\"response_format\":\"b64_json\"");
    }

    private static String ask(String members) {
        return "{\"model\":\"" + MockProvider.MODEL + "\"," + members + "}";
    }

    private static String prompt(int times) {
        return "Tell me about sluices, please. ".repeat(times);
    }
}
