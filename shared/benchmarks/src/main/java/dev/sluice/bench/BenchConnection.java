package dev.sluice.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;

/** One kept-alive HTTP/1.1 connection of a caller: as little of HTTP as the benchmark needs. */
final class BenchConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    BenchConnection(int port) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        this.socket.setTcpNoDelay(true);
        this.socket.setSoTimeout(TIMEOUT_MILLIS);
        this.in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
    }

    /**
     * Sends a request and reads its whole answer.
     *
     * @param onPiece told of each piece of a chunked body, or of the whole of another, as it comes
     * @throws IOException it was not answered with 200, or not to the end
     */
    void call(byte[] request, Consumer<String> onPiece) throws IOException {
        socket.getOutputStream().write(request);
        String status = line();
        long lengthBytes = -1;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                lengthBytes = Long.parseLong(lower.substring(15).strip());
            }
        }
        if (lengthBytes >= 0) {
            onPiece.accept(text((int) lengthBytes));
        } else {
            chunks(onPiece);
        }
        if (!status.startsWith("HTTP/1.1 200 ")) {
            throw new IOException("answered with " + status);
        }
    }

    private void chunks(Consumer<String> onPiece) throws IOException {
        for (int size = Integer.parseInt(line(), 16); ; size = Integer.parseInt(line(), 16)) {
            String piece = text(size);
            line();
            if (size == 0) {
                return;
            }
            onPiece.accept(piece);
        }
    }

    private String text(int lengthBytes) throws IOException {
        byte[] bytes = in.readNBytes(lengthBytes);
        if (bytes.length < lengthBytes) {
            throw new EOFException("answer was cut");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("answer was cut");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
