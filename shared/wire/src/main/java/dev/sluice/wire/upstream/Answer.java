package dev.sluice.wire.upstream;

import dev.sluice.wire.door.Headers;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * An open answer of a provider. Read to its end it gives its connection back; closed before, it
 * cuts the connection, so that the provider stops: the client library alone would read a half-read
 * answer to its end, however long that takes (docs/decisions/0001-http-stack.md, "Four traps").
 */
final class Answer implements AutoCloseable {
    private static final long REST_MILLIS = 200;

    private final HttpPost post;
    private final ClassicHttpResponse head;
    private final Body body;
    private boolean released;

    Answer(HttpPost post, ClassicHttpResponse head) throws IOException {
        this.post = post;
        this.head = head;
        HttpEntity entity = head.getEntity();
        InputStream content = entity == null ? null : entity.getContent();
        this.body = new Body(content == null ? InputStream.nullInputStream() : content);
    }

    int status() {
        return head.getCode();
    }

    @Nullable String header(String name) {
        Header header = head.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    /** Those that can be headers of ours: a provider may send anything. */
    Headers headers() {
        Headers.Builder headers = Headers.builder();
        for (Header header : head.getHeaders()) {
            try {
                headers.add(header.getName(), String.valueOf(header.getValue()));
            } catch (IllegalArgumentException e) {
                // left out
            }
        }
        return headers.build();
    }

    InputStream body() {
        return body;
    }

    /** The announced length, negative if it was not. */
    long lengthBytes() {
        HttpEntity entity = head.getEntity();
        return entity == null ? 0 : entity.getContentLength();
    }

    /**
     * The answer is whole though its body has not ended: reads the rest beside the request, so that
     * the connection can serve again, and cuts it if the provider does not end the body soon.
     */
    void release(ScheduledExecutorService timer) {
        if (body.ended) {
            return;
        }
        released = true;
        Thread.ofVirtual()
                .name("read the rest")
                .start(
                        () -> {
                            ScheduledFuture<?> cut =
                                    timer.schedule(
                                            post::cancel, REST_MILLIS, TimeUnit.MILLISECONDS);
                            try {
                                body.transferTo(OutputStream.nullOutputStream());
                            } catch (IOException e) {
                                // Cut: it cannot serve again, and that is all.
                            } finally {
                                cut.cancel(false);
                                end();
                            }
                        });
    }

    @Override
    public void close() {
        if (!released) {
            end();
        }
    }

    private void end() {
        if (!body.ended) {
            post.cancel();
        }
        try {
            head.close();
        } catch (IOException e) {
            // The cut connection: what was wanted.
        }
    }

    private static final class Body extends FilterInputStream {
        private volatile boolean ended;

        Body(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            ended |= b < 0;
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            ended |= count < 0;
            return count;
        }

        @Override
        public void close() {
            // Closed by the answer alone: a reader that closed it would drain it.
        }
    }
}
