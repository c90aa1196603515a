package dev.sluice.standins;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/** One connection, seen from a stand-in: what comes is read, and what goes is written, by hand. */
public final class Connection {
    private final Socket socket;
    private final InputStream in;
    private final int number;

    Connection(Socket socket, int number) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.number = number;
    }

    /** 1 for the server's first connection. */
    public int number() {
        return number;
    }

    /** Of a server over TLS, once something was read. */
    public String cipherSuite() {
        return ((SSLSocket) socket).getSession().getCipherSuite();
    }

    /** What comes, buffered. */
    public InputStream in() {
        return in;
    }

    /**
     * The next request's head.
     *
     * @throws IOException there is none any more
     */
    public Http.Head head() throws IOException {
        return Http.head(in);
    }

    /**
     * The next request's body, as text.
     *
     * @throws IOException there is none any more, or it was cut
     */
    public String request() throws IOException {
        Http.Body body = Http.body(in, head(), false);
        if (!body.whole()) {
            throw new IOException("cut request");
        }
        return new String(body.bytes(), UTF_8);
    }

    /** One write, one packet as far as the kernel lets us. */
    public Connection write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** As UTF-8. */
    public Connection write(String text) throws IOException {
        return write(text.getBytes(UTF_8));
    }

    /** One chunk of a chunked body, in three writes. */
    public Connection chunk(byte[] bytes) throws IOException {
        write(Integer.toHexString(bytes.length) + "\r\n");
        return write(bytes).write("\r\n");
    }

    /** Closes now. */
    public void close() throws IOException {
        socket.close();
    }

    /** Closes with a reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Says nothing more and waits until the other side is gone. */
    public void awaitHangUp() {
        try {
            while (in.read() >= 0) {
                // whatever it still says
            }
        } catch (IOException e) {
            // a reset is a hang-up too
        }
    }
}
