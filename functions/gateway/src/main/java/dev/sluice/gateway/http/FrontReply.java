package dev.sluice.gateway.http;

import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The reply to one request. */
final class FrontReply implements DoorReply {

    private final DoorConnection connection;
    private final RequestHead head;
    private final BooleanSupplier lastOfConnection;
    private @Nullable ReplyStream stream;

    /**
     * @param lastOfConnection asked when the reply begins
     */
    FrontReply(DoorConnection connection, RequestHead head, BooleanSupplier lastOfConnection) {
        this.connection = connection;
        this.head = head;
        this.lastOfConnection = lastOfConnection;
    }

    @Override
    public OutputStream begin(int status, Headers headers, long contentBytes) throws IOException {
        if (stream != null) {
            throw new IllegalStateException("reply was begun already");
        }
        ReplyStream.Start start = new ReplyStream.Start(status, headers, contentBytes);
        if (hungUp()) {
            throw new IOException("client is gone");
        }
        boolean endsWithConnection = head.http10() && contentBytes == STREAMED;
        boolean last = lastOfConnection.getAsBoolean() || endsWithConnection;
        if (last) {
            connection.serveNoMore();
        }
        boolean bodyless = head.method().equals("HEAD");
        stream =
                new ReplyStream(
                        this::send,
                        start,
                        new ReplyStream.Client(
                                bodyless,
                                !last,
                                !head.http10(),
                                connection.gathered(),
                                connection.packet()));
        return stream;
    }

    private void send(boolean last, ByteBuffer... parts) throws IOException {
        if (last) {
            // A client that closes once it has everything did not hang up.
            connection.client().requestEnds();
        }
        connection.write(parts);
    }

    @Override
    public void onHangUp(Runnable callback) {
        connection.client().onHangUp(callback);
    }

    @Override
    public boolean hungUp() {
        return connection.client().ended();
    }

    @Override
    public void cut() {
        connection.cut();
    }

    boolean begun() {
        return stream != null;
    }

    void complete() throws IOException {
        if (stream == null) {
            throw new IllegalStateException("door returned without a reply");
        }
        stream.close();
    }
}
