package dev.sluice.gateway.http;

import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.Headers;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.DateTime;
import io.helidon.http.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Status, headers and body of one reply on the wire (RFC 9112 §4, §6, §7.1).
 *
 * <p>What is written gathers until {@code flush()}, the end, or {@value #GATHER_LIMIT_BYTES} bytes;
 * each of them is one socket write, the first one with the headers, the last one with the
 * terminating chunk. Helidon's own stream keeps back the first event, sends headers and first event
 * as two packets and cannot send headers alone. Not for several threads.
 */
final class ReplyStream extends OutputStream {

    static final int GATHER_LIMIT_BYTES = 8 * 1024;

    /** Set here, from what is known of the connection; a door's own are ignored. */
    private static final List<String> FRAMING =
            List.of("connection", "content-length", "date", "keep-alive", "transfer-encoding");

    /** Chunk size and line ends, terminating chunk. */
    private static final int MOST_FRAMING_BYTES = 20;

    private static final byte[] NOTHING = {};
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final boolean bodyless;
    private final boolean chunked;
    private final long contentBytes;
    private final Packet gathered;
    private byte[] head;
    private long writtenBytes;
    private boolean finished;

    ReplyStream(Socket socket, Start start, Client client) {
        this.socket = socket;
        this.bodyless = client.bodyless || !hasBody(start.status);
        boolean streamed = start.contentBytes == DoorReply.STREAMED;
        this.chunked = streamed && client.takesChunks && !this.bodyless;
        this.contentBytes = start.contentBytes;
        this.gathered =
                new Packet(streamed ? 512 : Math.clamp(contentBytes, 0, GATHER_LIMIT_BYTES));
        this.head = start.head(client);
    }

    /**
     * Whom the reply is for.
     *
     * @param bodyless it takes the headers alone, as an answer to HEAD
     * @param keepAlive whether its connection serves another request after this one
     * @param takesChunks HTTP/1.1 does; else a reply of unknown length ends with the connection
     */
    record Client(boolean bodyless, boolean keepAlive, boolean takesChunks) {}

    /** Hands out its bytes without a copy: they are sent before more is written. */
    private static final class Packet extends ByteArrayOutputStream {
        Packet(int sizeBytes) {
            super(sizeBytes);
        }

        void writeHex(int number) {
            int shift = (31 - Integer.numberOfLeadingZeros(number)) & ~3;
            for (; shift >= 0; shift -= 4) {
                write(Character.forDigit(number >> shift & 0xF, 16));
            }
        }

        void add(Packet other) {
            write(other.buf, 0, other.count);
        }

        BufferData bytes() {
            return BufferData.create(buf, 0, count);
        }
    }

    /** Sends all of a buffer before it returns; told when these are the reply's last bytes. */
    interface Socket {
        void send(BufferData bytes, boolean last) throws IOException;
    }

    /** What a reply begins with. */
    record Start(int status, Headers headers, long contentBytes) {

        Start {
            if (status < 200 || status > 599) {
                throw new IllegalArgumentException("status must be within 200 to 599: " + status);
            }
            if (contentBytes < DoorReply.STREAMED) {
                throw new IllegalArgumentException(
                        "contentBytes must not be negative: " + contentBytes);
            }
        }

        private byte[] head(Client client) {
            StringBuilder head =
                    new StringBuilder(1024).append("HTTP/1.1 ").append(status).append(' ');
            head.append(Status.create(status).reasonPhrase())
                    .append("\r\nDate: ")
                    .append(DateTime.rfc1123String())
                    .append("\r\n");
            headers.forEach(
                    (name, value) -> {
                        if (!isFraming(name)) {
                            head.append(name).append(": ").append(value).append("\r\n");
                        }
                    });
            if (!hasBody(status)) {
                // neither length nor chunks (RFC 9112 §6.1)
            } else if (contentBytes != DoorReply.STREAMED) {
                head.append("Content-Length: ").append(contentBytes).append("\r\n");
            } else if (client.takesChunks) {
                head.append("Transfer-Encoding: chunked\r\n");
            }
            head.append(
                    client.keepAlive
                            ? "Connection: keep-alive\r\n\r\n"
                            : "Connection: close\r\n\r\n");
            return head.toString().getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private static boolean hasBody(int status) {
        return status != 204 && status != 304;
    }

    private static boolean isFraming(String name) {
        for (String framing : FRAMING) {
            if (framing.equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (finished) {
            throw new IOException("reply is complete");
        }
        writtenBytes += length;
        if (contentBytes != DoorReply.STREAMED && writtenBytes > contentBytes) {
            throw new IOException(
                    "reply is longer than the " + contentBytes + " bytes it announced");
        }
        if (bodyless) {
            return;
        }
        if (gathered.size() + length <= GATHER_LIMIT_BYTES) {
            gathered.write(bytes, offset, length);
        } else {
            send(BufferData.create(bytes, offset, length), false);
        }
    }

    @Override
    public void flush() throws IOException {
        if (!finished && (gathered.size() > 0 || head.length > 0)) {
            send(BufferData.empty(), false);
        }
    }

    /** Completes the reply. */
    @Override
    public void close() throws IOException {
        if (finished) {
            return;
        }
        if (!bodyless && contentBytes != DoorReply.STREAMED && writtenBytes < contentBytes) {
            throw new IOException(
                    "reply has "
                            + writtenBytes
                            + " of the "
                            + contentBytes
                            + " bytes it announced");
        }
        finished = true;
        if (chunked || head.length > 0 || gathered.size() > 0) {
            send(BufferData.empty(), true);
        }
    }

    private void send(BufferData more, boolean last) throws IOException {
        BufferData bytes = more.available() == 0 ? packet(last) : parts(more, last);
        head = NOTHING;
        socket.send(bytes, last || writtenBytes == contentBytes);
        gathered.reset();
    }

    /** The usual case, a stream's event: all in one array. */
    private BufferData packet(boolean last) {
        int bodyBytes = gathered.size();
        Packet packet = new Packet(head.length + bodyBytes + MOST_FRAMING_BYTES);
        packet.writeBytes(head);
        if (chunked && bodyBytes > 0) {
            packet.writeHex(bodyBytes);
            packet.writeBytes(CRLF);
        }
        packet.add(gathered);
        if (chunked && bodyBytes > 0) {
            packet.writeBytes(CRLF);
        }
        if (chunked && last) {
            packet.writeBytes(LAST_CHUNK);
        }
        return packet.bytes();
    }

    private BufferData parts(BufferData more, boolean last) {
        int bodyBytes = gathered.size() + more.available();
        List<BufferData> parts = new ArrayList<>(6);
        parts.add(BufferData.create(head));
        if (chunked) {
            parts.add(
                    BufferData.create(
                            (Integer.toHexString(bodyBytes) + "\r\n")
                                    .getBytes(StandardCharsets.US_ASCII)));
        }
        parts.add(gathered.bytes());
        parts.add(more);
        if (chunked) {
            parts.add(BufferData.create(CRLF));
        }
        if (chunked && last) {
            parts.add(BufferData.create(LAST_CHUNK));
        }
        return BufferData.create(parts);
    }
}
