package dev.sluice.standins;

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
public final class Http {
    private Http() {}

    /**
     * @param first the request or status line
     * @param headers by lower-case name; several of one name joined by a comma
     */
    public record Head(String first, Map<String, String> headers) {
        /** Empty if it is not there. */
        public String header(String lowerCaseName) {
            return headers.getOrDefault(lowerCaseName, "");
        }

        /** Of an answer. */
        public int status() {
            return Integer.parseInt(first.split(" ")[1]);
        }

        /** Of a request: method, path and query, without the version of HTTP. */
        public String line() {
            return first.substring(0, first.lastIndexOf(' '));
        }

        /** Of a request, without its query. */
        public String path() {
            return first.split(" ")[1].split("\\?", 2)[0];
        }

        /** Whether its body comes in chunks. */
        public boolean isChunked() {
            return header("transfer-encoding").equals("chunked");
        }
    }

    /**
     * @param whole whether the body ended as its framing says, not by a cut
     */
    public record Body(byte[] bytes, boolean whole) {}

    /**
     * The next message's head.
     *
     * @throws EOFException there is none any more
     */
    public static Head head(InputStream in) throws IOException {
        String first = line(in);
        return new Head(first, fields(in));
    }

    /** Header lines, or behind the last chunk trailers, to the empty line. */
    public static Map<String, String> fields(InputStream in) throws IOException {
        Map<String, String> fields = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            fields.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (one, other) -> one + ", " + other);
        }
        return fields;
    }

    /** The next chunk of a chunked body; empty at its end, which is read without trailers. */
    public static byte[] chunk(InputStream in) throws IOException {
        byte[] data = part(in);
        if (data.length == 0) {
            line(in);
        }
        return data;
    }

    /** The next chunk; the empty one is the last, and {@link #fields trailers} are behind it. */
    public static byte[] part(InputStream in) throws IOException {
        int length = Integer.parseInt(line(in).strip(), 16);
        byte[] data = in.readNBytes(length);
        if (data.length < length) {
            throw new EOFException("in a chunk");
        }
        if (length > 0) {
            line(in);
        }
        return data;
    }

    /**
     * A message's body, whole or cut.
     *
     * @param untilClose whether one without a length ends with the connection
     */
    public static Body body(InputStream in, Head head, boolean untilClose) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (head.isChunked()) {
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
