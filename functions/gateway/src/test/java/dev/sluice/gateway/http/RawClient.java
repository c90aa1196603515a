package dev.sluice.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client on a bare socket: sends bytes as given, reads answers piece by piece. */
final class RawClient implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    record Answer(int status, Map<String, String> headers, String body) {

        /** Empty if it is not there. */
        String header(String lowerCaseName) {
            return headers.getOrDefault(lowerCaseName, "");
        }
    }

    void send(String text) throws IOException {
        send(text.getBytes(UTF_8));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    Answer readHead() throws IOException {
        int status = Integer.parseInt(readLine().split(" ")[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        return new Answer(status, headers, "");
    }

    /** An answer with a Content-Length. */
    Answer readAnswer() throws IOException {
        Answer head = readHead();
        byte[] body = in.readNBytes(Integer.parseInt(head.header("content-length")));
        return new Answer(head.status(), head.headers(), new String(body, UTF_8));
    }

    /** The next chunk; empty for the last one. */
    String readChunk() throws IOException {
        byte[] data = in.readNBytes(Integer.parseInt(readLine(), 16));
        if (!readLine().isEmpty()) {
            throw new IOException("chunk without end");
        }
        return new String(data, UTF_8);
    }

    /** So many bytes. */
    String read(int byteCount) throws IOException {
        return new String(in.readNBytes(byteCount), UTF_8);
    }

    String readToEnd() throws IOException {
        return new String(in.readAllBytes(), UTF_8);
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("after \"" + line + "\"");
            }
            line.write(b);
        }
        return line.toString(UTF_8).stripTrailing();
    }

    /** Sends no more, and is there to read. */
    void endSending() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
