package dev.sluice.gateway.http;

import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.Headers;
import io.helidon.common.buffers.BufferData;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The reply to one request. */
final class Exchange implements DoorReply {

    private final DoorConnection connection;
    private final boolean bodyless;
    private final BooleanSupplier lastOfConnection;
    private @Nullable ReplyStream stream;

    /**
     * @param bodyless the client takes the headers alone, as an answer to HEAD
     * @param lastOfConnection asked when the reply begins
     */
    Exchange(DoorConnection connection, boolean bodyless, BooleanSupplier lastOfConnection) {
        this.connection = connection;
        this.bodyless = bodyless;
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
        boolean last = lastOfConnection.getAsBoolean();
        if (last) {
            connection.serveNoMore();
        }
        stream = new ReplyStream(this::send, start, bodyless, !last);
        return stream;
    }

    private void send(BufferData bytes, boolean last) throws IOException {
        if (last) {
            // A client that closes once it has everything did not hang up.
            connection.client().requestEnds();
        }
        try {
            connection.dataWriter().writeNow(bytes);
        } catch (RuntimeException e) {
            connection.client().end();
            throw new IOException("client is gone", e);
        }
    }

    @Override
    public void onHangUp(Runnable callback) {
        connection.client().onHangUp(callback);
    }

    @Override
    public boolean hungUp() {
        return connection.client().ended();
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
