package dev.sluice.bench.coldstart;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request, its body still to be read: by {@link #body}, or where it is {@link #chunked} by chunk.
 */
final class LoopbackRequest {
    private final String path;
    private final Map<String, String> headers;
    private final InputStream in;

    private LoopbackRequest(String path, Map<String, String> headers, InputStream in) {
        this.path = path;
        this.headers = headers;
        this.in = in;
    }

    /** The connection's next request, or null at its end. */
    static @Nullable LoopbackRequest next(BufferedInputStream in) throws IOException {
        String requestLine = line(in);
        if (requestLine.isEmpty()) {
            return null;
        }
        Map<String, String> headers = new HashMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        return new LoopbackRequest(requestLine.split(" ")[1], headers, in);
    }

    String path() {
        return path;
    }

    /** A header's value, or nothing. */
    String header(String lowerCaseName) {
        return headers.getOrDefault(lowerCaseName, "");
    }

    boolean chunked() {
        return header("transfer-encoding").equals("chunked");
    }

    /** The whole of a body that says its length. */
    String body() throws IOException {
        String length = header("content-length");
        return new String(
                bytes(length.isEmpty() ? 0 : Integer.parseInt(length)), StandardCharsets.UTF_8);
    }

    /** The next chunk as soon as it is there whole; empty at the end. */
    byte[] chunk() throws IOException {
        byte[] chunk = bytes(Integer.parseInt(line(in), 16));
        line(in);
        return chunk;
    }

    private byte[] bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException(path + " was cut");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.append((char) b);
        }
        return line.toString().strip();
    }
}
