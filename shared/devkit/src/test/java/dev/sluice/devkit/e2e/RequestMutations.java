package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * Requests that are nearly right: a good one with a few changes to its start line, its headers, its
 * framing, its coding or its JSON. The same seed gives the same bytes.
 */
final class RequestMutations {
    private static final List<String> PATHS =
            List.of(
                    "POST /v1/chat/completions",
                    "POST /v1/chat/completions",
                    "POST /v1/completions",
                    "POST /chat",
                    "POST /proxy",
                    "GET /v1/models",
                    "GET /v1/models/m%2Fx",
                    "GET /health",
                    "OPTIONS /chat",
                    "GET /billing",
                    "PUT /v1/chat/completions");

    private static final List<String> JSON =
            List.of(
                    "{\"model\":\"@M\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"max_tokens\":9}",
                    "{\"model\":\"@M\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}",
                    "{\"model\":\"@M\",\"prompt\":\"hello\",\"max_tokens\":0,\"echo\":true}",
                    "{\"model\":\"@M\",\"n\":2,\"stop\":[\"x\"],\"tools\":[{\"type\":\"function\"}],\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"DATA:image/png;base64,AAAA\"}}]}]}",
                    "{\"providers\":[{\"type\":\"groq\",\"apiKey\":\"k\",\"apiEndpoint\":\"\"}],\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"temperature\":0.7}",
                    "{\"apiKey\":\"k\",\"targetUrl\":\"https://nowhere.example/v1\",\"model\":\"m\",\"messages\":[]}");

    private static final List<String> VALUES =
            List.of(
                    "null",
                    "-1",
                    "1e999",
                    "99999999999999999999",
                    "0.5",
                    "\"\\ud800\"",
                    "\"\\u0000\"",
                    "\"\u202e\"",
                    "[]",
                    "{}",
                    "[[[[[[[[]]]]]]]]",
                    "true",
                    "\"",
                    "NaN",
                    "{\"a\":1,\"a\":2}");

    private static final List<String> HEADERS =
            List.of(
                    "Content-Length: 3",
                    "Content-Length: 5, 5",
                    "Transfer-Encoding: chunked",
                    "Transfer-Encoding: gzip, chunked",
                    "Expect: 100-continue",
                    "Connection: close",
                    "Connection: keep-alive, Upgrade",
                    "Upgrade: h2c",
                    "Content-Encoding: gzip",
                    "Content-Encoding: deflate",
                    "Content-Encoding: zstd",
                    "Content-Encoding: br, gzip",
                    "Content-Encoding: identity",
                    "Content-Encoding: gzip, gzip, gzip, gzip, gzip",
                    "Host: y",
                    "X : y",
                    " folded",
                    "no colon",
                    "traceparent: 00-zz-1-1",
                    "X-Amzn-Trace-Id: Root=1-\u00e4",
                    "Origin: http://localhost:8081",
                    "x-amzn-lambda-context: {\"deadline\":1}",
                    "X-Long: " + "x".repeat(20_000),
                    "Cookie: \u0001");

    private final Random random;
    private final String key;
    private final String model;

    RequestMutations(long seed, String key, String model) {
        this.random = new Random(seed);
        this.key = key;
        this.model = model;
    }

    byte[] next() {
        byte[] body = body();
        List<String> head = new ArrayList<>();
        head.add(start());
        head.add("Host: localhost");
        head.add("Authorization: Bearer " + (once(30) ? "sk-test-other" : key));
        boolean chunked = once(5);
        boolean coded = once(5);
        if (coded) {
            body = gzip(body);
            head.add("Content-Encoding: gzip");
        }
        if (once(6)) {
            body = bytesChanged(body);
        }
        if (chunked) {
            body = chunks(body);
            head.add("Transfer-Encoding: chunked");
        } else {
            head.add("Content-Length: " + (body.length + (once(20) ? random.nextInt(9) - 4 : 0)));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            head.add(1 + random.nextInt(head.size()), pick(HEADERS));
        }
        return joined(head, body);
    }

    private String start() {
        String version = once(6) ? " HTTP/1.0" : " HTTP/1.1";
        String start = pick(PATHS) + version;
        if (!once(8)) {
            return start;
        }
        return new String(bytesChanged(start.getBytes(ISO_8859_1)), ISO_8859_1);
    }

    private byte[] body() {
        String json = pick(JSON).replace("@M", model);
        for (int i = random.nextInt(3); i > 0; i--) {
            json = jsonChanged(json);
        }
        return json.getBytes(UTF_8);
    }

    /** Another value for one, a name for another, or a member more. */
    private String jsonChanged(String json) {
        int colon = json.indexOf(':', random.nextInt(Math.max(1, json.length())));
        if (colon < 0) {
            return json + pick(VALUES);
        }
        int end = colon + 1;
        while (end < json.length() && ",}]".indexOf(json.charAt(end)) < 0) {
            end++;
        }
        return switch (random.nextInt(4)) {
            case 0 -> json.substring(0, colon + 1) + pick(VALUES) + json.substring(end);
            case 1 -> json.substring(0, colon) + json.substring(end);
            case 2 -> json.substring(0, end) + ",\"stream\":" + pick(VALUES) + json.substring(end);
            default -> json.substring(0, random.nextInt(json.length() + 1));
        };
    }

    /** A few bytes changed, left out or put in, or the end left out. */
    private byte[] bytesChanged(byte[] bytes) {
        byte[] changed = bytes.clone();
        for (int i = random.nextInt(3); i >= 0 && changed.length > 0; i--) {
            int at = random.nextInt(changed.length);
            switch (random.nextInt(4)) {
                case 0 -> changed[at] = (byte) random.nextInt();
                case 1 -> changed[at] = (byte) pick(List.of(0, 10, 13, 32, 58, 37, 34)).intValue();
                case 2 -> changed = Arrays.copyOf(changed, at);
                default -> changed = twice(changed, at);
            }
        }
        return changed;
    }

    private byte[] chunks(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < body.length; ) {
            int count = Math.min(body.length - at, 1 + random.nextInt(60));
            String size = Integer.toHexString(count);
            out.writeBytes(
                    (once(40) ? pick(List.of("", "-1", "0x5", "ffffffffff")) : size)
                            .getBytes(ISO_8859_1));
            out.writeBytes((once(9) ? ";ext=\"1\"" : "").getBytes(ISO_8859_1));
            out.writeBytes((once(60) ? "\n" : "\r\n").getBytes(ISO_8859_1));
            out.write(body, at, count);
            out.writeBytes((once(60) ? "" : "\r\n").getBytes(ISO_8859_1));
            at += count;
        }
        out.writeBytes((once(9) ? "0\r\nX-Trailer: 1\r\n\r\n" : "0\r\n\r\n").getBytes(ISO_8859_1));
        return out.toByteArray();
    }

    private byte[] joined(List<String> head, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String end = once(60) ? "\n" : "\r\n";
        head.forEach(line -> out.writeBytes((line + end).getBytes(ISO_8859_1)));
        out.writeBytes("\r\n".getBytes(ISO_8859_1));
        out.writeBytes(once(30) ? Arrays.copyOf(body, random.nextInt(body.length + 1)) : body);
        return out.toByteArray();
    }

    private boolean once(int in) {
        return random.nextInt(in) == 0;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static byte[] twice(byte[] bytes, int at) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
        return longer;
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
