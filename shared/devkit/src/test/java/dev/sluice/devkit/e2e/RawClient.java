package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.standins.Http;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;

/** A client on a bare socket: sends bytes as given, reads the answer as slowly as it likes. */
final class RawClient implements AutoCloseable {
    private static final int READ_LIMIT_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_LIMIT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    RawClient send(String text) throws IOException {
        return send(text.getBytes(UTF_8));
    }

    RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** A POST of JSON with a key. */
    RawClient post(String path, String key, byte[] body) throws IOException {
        String head =
                "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                        .formatted(path, key, body.length);
        return send(head.getBytes(ISO_8859_1)).send(body);
    }

    Http.Head head() throws IOException {
        return Http.head(in);
    }

    /** The next chunk of a chunked answer as text; empty at its end. */
    String chunk() throws IOException {
        return new String(Http.chunk(in), UTF_8);
    }

    /** Chunks until their text holds this. */
    String until(String text) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(text) < 0) {
            String chunk = chunk();
            if (chunk.isEmpty()) {
                throw new AssertionError("the answer ended before \"" + text + "\": " + seen);
            }
            seen.append(chunk);
        }
        return seen.toString();
    }

    Reply reply() throws IOException {
        Http.Head head = head();
        Http.Body body = Http.body(in, head, true);
        return new Reply(head, new String(body.bytes(), UTF_8), body.whole());
    }

    /** Sends no more, and reads on. */
    void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** All that comes until the connection ends. */
    String rest() throws IOException {
        return new String(in.readAllBytes(), UTF_8);
    }

    /** So many bytes of a body. */
    byte[] rest(int lengthBytes) throws IOException {
        return in.readNBytes(lengthBytes);
    }

    /** Reads so many bytes of a body and keeps none; how many there were. */
    long skip(long lengthBytes) throws IOException {
        long skipped = 0;
        byte[] scrap = new byte[64 << 10];
        for (int count = 0; count >= 0 && skipped < lengthBytes; skipped += Math.max(0, count)) {
            count = in.read(scrap);
        }
        return skipped;
    }

    /** Goes away, as a client does that has lost interest. */
    void hangUp() throws IOException {
        socket.close();
    }

    /** Closes with a reset, as a killed client does. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
