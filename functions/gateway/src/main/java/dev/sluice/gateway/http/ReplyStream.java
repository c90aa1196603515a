package dev.sluice.gateway.http;

import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Status, headers and body of one reply on the wire (RFC 9112 §4, §6, §7.1).
 *
 * <p>What is written gathers until {@code flush()}, the end, or {@value #GATHER_LIMIT_BYTES} bytes;
 * each of them is one socket write, the first one with the headers, the last one with the
 * terminating chunk. Not for several threads.
 */
final class ReplyStream extends OutputStream {

    static final int GATHER_LIMIT_BYTES = 8 * 1024;

    /** Set here, from what is known of the connection; a door's own are ignored. */
    private static final String[] FRAMING = {
        "connection", "content-length", "date", "keep-alive", "transfer-encoding"
    };

    /** Of the size of a chunk, what is around it, and the last chunk. */
    private static final int MOST_FRAME_BYTES = 32;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final boolean bodyless;
    private final boolean chunked;
    private final long contentBytes;
    private final Client client;
    private final Packet gathered;
    private final Packet packet;

    /** Null once it was sent: a stream's reply lasts for minutes. */
    private @Nullable Start start;

    private long writtenBytes;
    private boolean finished;

    ReplyStream(Socket socket, Start start, Client client) {
        this.socket = socket;
        this.bodyless = client.bodyless || !hasBody(start.status);
        boolean streamed = start.contentBytes == DoorReply.STREAMED;
        this.chunked = streamed && client.takesChunks && !this.bodyless;
        this.contentBytes = start.contentBytes;
        this.start = start;
        this.client = client;
        this.gathered = client.gathered;
        this.packet = client.packet;
        gathered.clear();
    }

    /**
     * Whom the reply is for.
     *
     * @param bodyless it takes the headers alone, as an answer to HEAD
     * @param keepAlive whether its connection serves another request after this one
     * @param takesChunks HTTP/1.1 does; else a reply of unknown length ends with the connection
     * @param gathered where what is written gathers: nobody else's until the reply is complete
     * @param packet where what is sent is put together
     */
    record Client(
            boolean bodyless,
            boolean keepAlive,
            boolean takesChunks,
            Packet gathered,
            Packet packet) {}

    /** Sends all of the parts before it returns; told when these are the reply's last bytes. */
    interface Socket {
        void send(boolean last, ByteBuffer... parts) throws IOException;
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

        private void head(Client client, Packet head) {
            head.add("HTTP/1.1 ").add(Integer.toString(status)).add(" ");
            head.add(Reasons.of(status));
            head.add("\r\nDate: ").add(HttpDate.now()).add("\r\n");
            headers.forEachLine(
                    (lines, from, nameEnd, to) -> {
                        if (!isFraming(lines, from, nameEnd)) {
                            head.add(lines, from, to - from);
                        }
                    });
            if (!hasBody(status)) {
                // neither length nor chunks (RFC 9112 §6.1)
            } else if (contentBytes != DoorReply.STREAMED) {
                head.add("Content-Length: ").add(Long.toString(contentBytes)).add("\r\n");
            } else if (client.takesChunks) {
                head.add("Transfer-Encoding: chunked\r\n");
            }
            head.add(
                    client.keepAlive
                            ? "Connection: keep-alive\r\n\r\n"
                            : "Connection: close\r\n\r\n");
        }
    }

    private static boolean hasBody(int status) {
        return status != 204 && status != 304;
    }

    private static boolean isFraming(byte[] lines, int from, int nameEnd) {
        for (String framing : FRAMING) {
            if (Headers.isNamed(lines, from, nameEnd, framing)) {
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
            gathered.add(bytes, offset, length);
        } else {
            send(ByteBuffer.wrap(bytes, offset, length), false);
        }
    }

    @Override
    public void flush() throws IOException {
        if (!finished && (gathered.size() > 0 || start != null)) {
            send(NOTHING, false);
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
        if (chunked || start != null || gathered.size() > 0) {
            send(NOTHING, true);
        }
        gathered.rest();
        packet.rest();
    }

    private void send(ByteBuffer more, boolean last) throws IOException {
        packet.clear();
        if (start != null) {
            start.head(client, packet);
            start = null;
        }
        boolean lastBytes = last || writtenBytes == contentBytes;
        if (more.hasRemaining()) {
            sendWith(more, lastBytes);
        } else {
            packet(last);
            socket.send(lastBytes, packet.data());
        }
        gathered.clear();
    }

    /** The usual case, a stream's event: all in one array. */
    private void packet(boolean last) {
        int bodyBytes = gathered.size();
        packet.room(bodyBytes + MOST_FRAME_BYTES);
        if (chunked && bodyBytes > 0) {
            packet.addHex(bodyBytes).add(CRLF);
        }
        packet.add(gathered);
        if (chunked && bodyBytes > 0) {
            packet.add(CRLF);
        }
        if (chunked && last) {
            packet.add(LAST_CHUNK);
        }
    }

    /** What is large is not copied. */
    private void sendWith(ByteBuffer more, boolean lastBytes) throws IOException {
        if (!chunked) {
            socket.send(lastBytes, packet.add(gathered).data(), more);
            return;
        }
        packet.addHex(gathered.size() + more.remaining()).add(CRLF).add(gathered);
        socket.send(lastBytes, packet.data(), more, ByteBuffer.wrap(CRLF));
    }
}
