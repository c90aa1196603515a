package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;

/** Bodies that a careful client would not send. */
final class Bodies {
    private static final int PIECE_BYTES = 64 << 10;

    private Bodies() {}

    /** Sends a body of so many announced bytes as far as the gateway takes it, and its answer. */
    static Reply announced(World world, int announcedBytes, byte[] body) throws IOException {
        return sent(world, "Content-Length: " + announcedBytes, body, false);
    }

    /** The same with no length, in chunks. */
    static Reply chunked(World world, byte[] body) throws IOException {
        return sent(world, "Transfer-Encoding: chunked", body, true);
    }

    private static Reply sent(World world, String framing, byte[] body, boolean chunked)
            throws IOException {
        try (RawClient client = world.client()) {
            client.send(
                    "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                            + World.KEY
                            + "\r\n"
                            + framing
                            + "\r\n\r\n");
            Thread sender = Thread.ofVirtual().start(() -> sendAll(client, body, chunked));
            Reply reply = client.reply();
            client.hangUp();
            sender.interrupt();
            return reply;
        }
    }

    private static void sendAll(RawClient client, byte[] body, boolean chunked) {
        try {
            for (int from = 0; from < body.length; from += PIECE_BYTES) {
                int length = Math.min(PIECE_BYTES, body.length - from);
                byte[] piece = java.util.Arrays.copyOfRange(body, from, from + length);
                if (chunked) {
                    client.send((Integer.toHexString(length) + "\r\n").getBytes(ISO_8859_1));
                    client.send(piece).send("\r\n");
                } else {
                    client.send(piece);
                }
            }
            if (chunked) {
                client.send("0\r\n\r\n");
            }
        } catch (IOException e) {
            // refused in the middle: what is wanted
        }
    }
}
