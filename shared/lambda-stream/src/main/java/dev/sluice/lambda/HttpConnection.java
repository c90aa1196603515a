package dev.sluice.lambda;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One TCP connection to the Runtime API, speaking the part of HTTP/1.1 (RFC 9112) that it uses.
 *
 * <p>Own code, because it is what this module is for: the JDK's clients cannot send trailers, start
 * slower and put a thread or a buffer between a flush and the wire. The peer is Lambda's own
 * process on a link-local address. One thread at a time.
 */
final class HttpConnection implements Closeable {

    private static final int HEAD_LIMIT_BYTES = 256 * 1024;
    private static final int NO_BYTES = -1;

    /**
     * The peer closed a connection before the first byte of an answer, as a server may do with one
     * that was kept for reuse.
     */
    static final class ClosedUnanswered extends IOException {
        ClosedUnanswered(IOException cause) {
            super("the Runtime API closed the connection without an answer", cause);
        }
    }

    private final Socket socket;
    private final InputStream in;
    private int headBytes;

    private HttpConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static HttpConnection open(ApiEndpoint api) throws IOException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(api.host(), api.port()));
            return new HttpConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw new IOException(
                    "cannot reach the Runtime API at " + api.authority() + ": " + e.getMessage(),
                    e);
        }
    }

    /** Puts the bytes on the wire in one write. */
    void send(byte[] bytes, int offset, int length) throws IOException {
        socket.getOutputStream().write(bytes, offset, length);
    }

    /** Sends a request and waits for its answer without a limit: {@code /next} may take hours. */
    HttpAnswer exchange(byte[] request) throws IOException {
        try {
            send(request, 0, request.length);
        } catch (IOException e) {
            throw new ClosedUnanswered(e);
        }
        return readAnswer();
    }

    /** Gives up with {@code SocketTimeoutException} when the next read takes longer. */
    void limitReads(int timeoutMillis) throws IOException {
        socket.setSoTimeout(timeoutMillis);
    }

    HttpAnswer readAnswer() throws IOException {
        awaitFirstByte();
        while (true) {
            headBytes = 0;
            int status = statusOf(readLine());
            Map<String, String> headers = readHeaders();
            if (status >= 200) {
                byte[] body = readBody(status, headers);
                return new HttpAnswer(status, headers, body, mayStayOpen(headers));
            }
        }
    }

    private void awaitFirstByte() throws IOException {
        in.mark(1);
        try {
            if (in.read() < 0) {
                throw new EOFException("end of stream");
            }
        } catch (EOFException | java.net.SocketException e) {
            throw new ClosedUnanswered(e);
        }
        in.reset();
    }

    private static int statusOf(String statusLine) throws IOException {
        if (statusLine.startsWith("HTTP/1.") && statusLine.length() >= 12) {
            try {
                return Integer.parseInt(statusLine, 9, 12, 10);
            } catch (NumberFormatException e) {
                throw new IOException("not an HTTP/1.1 status line", e);
            }
        }
        throw new IOException("not an HTTP/1.1 status line");
    }

    private Map<String, String> readHeaders() throws IOException {
        var headers = new HashMap<String, String>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new IOException("header line without a name");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private byte[] readBody(int status, Map<String, String> headers) throws IOException {
        if (status == 204 || status == 304) {
            return new byte[0];
        }
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return readChunks();
        }
        String contentLength = headers.get("content-length");
        return contentLength == null
                ? in.readAllBytes()
                : readExactly(parseLength(contentLength, 10));
    }

    private byte[] readChunks() throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            String sizeLine = readLine();
            int semicolon = sizeLine.indexOf(';');
            int chunkBytes =
                    parseLength(semicolon < 0 ? sizeLine : sizeLine.substring(0, semicolon), 16);
            if (chunkBytes == 0) {
                readHeaders(); // trailers: the Runtime API defines none
                return body.toByteArray();
            }
            body.write(readExactly(chunkBytes));
            if (!readLine().isEmpty()) {
                throw new IOException("chunk longer than its size");
            }
        }
    }

    private byte[] readExactly(int bytes) throws IOException {
        byte[] body = in.readNBytes(bytes);
        if (body.length < bytes) {
            throw new EOFException("answer cut after " + body.length + " of " + bytes + " bytes");
        }
        return body;
    }

    private static int parseLength(String text, int radix) throws IOException {
        try {
            int length = Integer.parseInt(text.strip(), radix);
            if (length >= 0) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw new IOException("not a length in an answer of the Runtime API", e);
        }
        throw new IOException("negative length in an answer of the Runtime API");
    }

    /** A line without its end, CRLF or LF alone. UTF-8, as the client context may hold any text. */
    private String readLine() throws IOException {
        var line = new ByteArrayOutputStream(80);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b == NO_BYTES) {
                throw new EOFException("answer cut inside its head");
            }
            if (++headBytes > HEAD_LIMIT_BYTES) {
                throw new IOException(
                        "head of an answer longer than " + HEAD_LIMIT_BYTES + " bytes");
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private static boolean mayStayOpen(Map<String, String> headers) {
        boolean bounded =
                headers.containsKey("content-length") || headers.containsKey("transfer-encoding");
        return bounded && !"close".equalsIgnoreCase(headers.get("connection"));
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing is left to be saved on a connection that is being given up.
        }
    }
}
