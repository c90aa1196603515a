package dev.sluice.wire.http;

import dev.sluice.wire.door.Headers;
import java.io.InputStream;

/**
 * An answer whose head has come. Once its body was read to its end the connection serves others;
 * closed before, it is cut, so that the provider stops. For one thread at a time.
 */
public final class Response implements AutoCloseable {
    private final Post post;
    private final AnswerHead head;
    private final Connection connection;
    private final Body body;

    Response(Post post, AnswerHead head, Connection connection, Pool pool) {
        this.post = post;
        this.head = head;
        this.connection = connection;
        this.body = Body.of(head, connection, () -> whole(pool));
    }

    public int status() {
        return head.status();
    }

    /** Those that can be headers of ours: a provider may send anything. */
    public Headers headers() {
        return head.headers();
    }

    public InputStream body() {
        return body;
    }

    /**
     * Runs each time that the body's bytes have to be waited for, before the wait. Of a body that
     * has ended nothing is waited for, and its connection may be another's by now.
     */
    public void beforeWaiting(Runnable action) {
        if (!body.ended()) {
            connection.beforeWaiting(action);
        }
    }

    /** The announced length of the body, negative if it was not. */
    public long lengthBytes() {
        return head.hasBody() ? head.lengthBytes() : 0;
    }

    /** Whether the body was read to its end. */
    public boolean whole() {
        return body.ended();
    }

    @Override
    public void close() {
        if (!body.ended()) {
            post.over();
            connection.cut();
        }
    }

    private void whole(Pool pool) {
        boolean framed = !head.hasBody() || head.chunked() || head.lengthBytes() >= 0;
        if (post.over() && framed && head.keeps()) {
            pool.keep(connection, head.keepAliveSeconds());
        } else {
            connection.cut();
        }
    }
}
