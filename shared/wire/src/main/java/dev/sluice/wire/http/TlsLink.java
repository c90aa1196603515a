package dev.sluice.wire.http;

import dev.sluice.core.tls.CipherOrder;
import dev.sluice.core.tls.KeyOffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * TLS over a TCP connection, by the JDK. What arrives while the connection rests is given to TLS
 * before it is judged: a session ticket, which comes with or behind the first answer, is no sign of
 * trouble; a byte for us or a close is.
 */
final class TlsLink implements Link {
    private static final int RECORD_HEADER_BYTES = 5;

    private final TcpLink tcp;
    private final InputStream in;
    private final OutputStream out;
    private boolean waits = true;
    private int headerBytes;
    private int lastTwo;
    private int bodyBytes;

    /** Shakes hands and checks that the peer is who its name says, before the deadline. */
    TlsLink(TcpLink tcp, SSLContext context, KeyOffer offer, Origin origin, long deadlineNanos)
            throws IOException {
        this.tcp = tcp;
        SSLSocket tls =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(new Below(), origin.host(), origin.port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        offer.apply(origin.peer(), parameters);
        CipherOrder.apply(parameters);
        tls.setSSLParameters(parameters);
        tcp.hurry(deadlineNanos);
        tls.startHandshake();
        tcp.takeYourTime();
        this.in = tls.getInputStream();
        this.out = tls.getOutputStream();
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        return in.read(to, offset, length);
    }

    @Override
    public int readNow(byte[] to, int offset, int length) throws IOException {
        waits = false;
        try {
            return in.read(to, offset, length);
        } catch (NothingYet e) {
            return 0;
        } finally {
            waits = true;
        }
    }

    @Override
    public boolean atRest() {
        return headerBytes == 0 && bodyBytes == 0;
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        out.write(from, offset, length);
    }

    @Override
    public long sentBytes() {
        return tcp.sentBytes();
    }

    @Override
    public void cut() {
        tcp.cut();
    }

    private int readBelow(byte[] to, int offset, int length) throws IOException {
        int count = waits ? tcp.read(to, offset, length) : tcp.readNow(to, offset, length);
        if (count == 0 && length > 0) {
            throw new NothingYet();
        }
        for (int i = offset; i < offset + count; i++) {
            if (bodyBytes > 0) {
                int skipped = Math.min(bodyBytes, offset + count - i);
                bodyBytes -= skipped;
                i += skipped - 1;
            } else {
                header(to[i]);
            }
        }
        return count;
    }

    /** RFC 8446 §5.1: a type, a version in two bytes, a length in two bytes. */
    private void header(byte b) {
        lastTwo = (lastTwo << 8 | (b & 0xFF)) & 0xFFFF;
        if (++headerBytes == RECORD_HEADER_BYTES) {
            bodyBytes = lastTwo;
            headerBytes = 0;
        }
    }

    /** Nothing has arrived. The JDK leaves a connection as it is when a read times out. */
    private static final class NothingYet extends SocketTimeoutException {
        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** What the JDK's TLS takes for its TCP socket. */
    private final class Below extends Socket {
        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public InputStream getInputStream() {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
                }

                @Override
                public int read(byte[] to, int offset, int length) throws IOException {
                    return readBelow(to, offset, length);
                }
            };
        }

        @Override
        public OutputStream getOutputStream() {
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] from, int offset, int length) throws IOException {
                    tcp.write(from, offset, length);
                }
            };
        }

        @Override
        public InetAddress getInetAddress() {
            return tcp.channel().socket().getInetAddress();
        }

        @Override
        public int getPort() {
            return tcp.channel().socket().getPort();
        }

        @Override
        public void setSoTimeout(int millis) {
            // The deadline of the link holds.
        }

        @Override
        public int getSoTimeout() {
            return 0;
        }

        @Override
        public boolean isClosed() {
            return !tcp.channel().isOpen();
        }

        @Override
        public void shutdownInput() {}

        @Override
        public void shutdownOutput() {}

        @Override
        public void close() {
            tcp.cut();
        }
    }
}
