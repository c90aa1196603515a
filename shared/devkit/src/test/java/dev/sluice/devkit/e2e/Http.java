package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** HTTP/1.1 messages as they are on the wire, read by hand: nothing is repaired or hidden. */
final class Http {
    private Http() {}

    /**
     * @param first the request or status line
     * @param headers by lower-case name; several of one name joined by a comma
     */
    record Head(String first, Map<String, String> headers) {
        /** Empty if it is not there. */
        String header(String lowerCaseName) {
            return headers.getOrDefault(lowerCaseName, "");
        }

        int status() {
            return Integer.parseInt(first.split(" ")[1]);
        }
    }

    /**
     * @param whole whether the body ended as its framing says, not by a cut
     */
    record Body(byte[] bytes, boolean whole) {}

    static Head head(InputStream in) throws IOException {
        String first = line(in);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (one, other) -> one + ", " + other);
        }
        return new Head(first, headers);
    }

    /** The next chunk of a chunked body; empty at its end. */
    static byte[] chunk(InputStream in) throws IOException {
        int length = Integer.parseInt(line(in).strip(), 16);
        byte[] data = in.readNBytes(length);
        if (data.length < length) {
            throw new EOFException("in a chunk");
        }
        line(in);
        return data;
    }

    static Body body(InputStream in, Head head, boolean untilClose) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (head.header("transfer-encoding").equals("chunked")) {
                for (byte[] data = chunk(in); data.length > 0; data = chunk(in)) {
                    bytes.write(data);
                }
            } else if (!head.header("content-length").isEmpty()) {
                int length = Integer.parseInt(head.header("content-length"));
                bytes.write(in.readNBytes(length));
                return new Body(bytes.toByteArray(), bytes.size() == length);
            } else if (untilClose) {
                bytes.write(in.readAllBytes());
            }
            return new Body(bytes.toByteArray(), true);
        } catch (IOException e) {
            return new Body(bytes.toByteArray(), false);
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("after \"" + line.toString(UTF_8) + "\"");
            }
            line.write(b);
        }
        return line.toString(ISO_8859_1).stripTrailing();
    }
}
