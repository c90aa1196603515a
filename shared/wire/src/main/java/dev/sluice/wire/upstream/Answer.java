package dev.sluice.wire.upstream;

import dev.sluice.wire.door.Headers;
import dev.sluice.wire.http.DecodedBody;
import dev.sluice.wire.http.Post;
import dev.sluice.wire.http.Response;
import dev.sluice.wire.http.UnreadableAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An open answer of a provider, its body decoded. Read to its end it gives its connection back;
 * closed before, it cuts the connection, so that the provider stops.
 */
final class Answer implements AutoCloseable {
    private static final long REST_MILLIS = 200;

    private final Post post;
    private final Response response;
    private final Headers headers;
    private final InputStream body;
    private boolean released;

    private Answer(Post post, Response response, Headers headers, InputStream body) {
        this.post = post;
        this.response = response;
        this.headers = headers;
        this.body = body;
    }

    /**
     * @throws UnreadableAnswer for an answer in a coding that is not known; of a refusal in such a
     *     coding the status is known, and its body is left out
     */
    static Answer of(Post post, Response response) throws UnreadableAnswer {
        Headers headers = response.headers();
        try {
            return new Answer(post, response, headers, DecodedBody.of(response.body(), headers));
        } catch (UnreadableAnswer e) {
            if (response.status() / 100 != 2) {
                return new Answer(post, response, headers, InputStream.nullInputStream());
            }
            response.close();
            throw e;
        }
    }

    int status() {
        return response.status();
    }

    @Nullable String header(String name) {
        return headers.first(name);
    }

    /** Those that can be headers of ours: a provider may send anything. */
    Headers headers() {
        return headers;
    }

    InputStream body() {
        return body;
    }

    /** Runs each time that reading the body has to wait for the provider, before it does. */
    void beforeWaiting(Runnable action) {
        response.beforeWaiting(action);
    }

    /** The announced length of the body, negative if it is not known. */
    long lengthBytes() {
        return headers.first("content-encoding") == null ? response.lengthBytes() : -1;
    }

    /**
     * The answer is whole though its body has not ended: reads the rest beside the request, so that
     * the connection can serve again, and cuts it if the provider does not end the body soon.
     */
    void release(ScheduledExecutorService timer) {
        if (response.whole()) {
            return;
        }
        released = true;
        response.beforeWaiting(() -> {});
        Thread.ofVirtual().name("read the rest").start(() -> readTheRest(timer));
    }

    private void readTheRest(ScheduledExecutorService timer) {
        ScheduledFuture<?> cut = timer.schedule(post::cancel, REST_MILLIS, TimeUnit.MILLISECONDS);
        try {
            response.body().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // Cut: it cannot serve again, and that is all.
        } finally {
            cut.cancel(false);
            response.close();
        }
    }

    @Override
    public void close() {
        freeDecoder();
        if (!released) {
            response.close();
        }
    }

    private void freeDecoder() {
        try {
            body.close();
        } catch (IOException e) {
            // Its memory is free all the same.
        }
    }
}
