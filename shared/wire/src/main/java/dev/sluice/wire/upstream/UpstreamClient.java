package dev.sluice.wire.upstream;

import dev.sluice.core.call.Call;
import dev.sluice.core.call.Trace;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.door.TraceHeaders;
import dev.sluice.wire.json.Patched;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The one HTTP client to all providers. Blocking, for virtual threads; safe for use by any number
 * of them. It follows no redirect, keeps no cookie, retries nothing, asks for no compression and
 * uses no proxy: what is sent is what we wrote, to where the settings say, once. See {@code
 * docs/decisions/0001-http-stack.md} for how it was chosen.
 */
public final class UpstreamClient implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 10_000;

    private final CloseableHttpClient http;
    private final RequestConfig requests;
    private final String userAgent;

    public UpstreamClient(Timeouts timeouts, String version) {
        this.http =
                HttpClients.custom()
                        .setConnectionManager(connections(timeouts))
                        .disableAutomaticRetries()
                        .disableRedirectHandling()
                        .disableCookieManagement()
                        // Else it reads the list of public suffixes, for cookies it never keeps.
                        .setDefaultCookieSpecRegistry(name -> null)
                        .disableAuthCaching()
                        .disableContentCompression()
                        .disableConnectionState()
                        .disableDefaultUserAgent()
                        .build();
        this.requests =
                RequestConfig.custom()
                        .setConnectionRequestTimeout(
                                Timeout.ofMilliseconds(timeouts.connectMillis()))
                        .setResponseTimeout(Timeout.DISABLED) // the vigil watches
                        // Many proxies close after a minute.
                        .setConnectionKeepAlive(TimeValue.ofSeconds(30))
                        .setExpectContinueEnabled(false)
                        .build();
        this.userAgent = "sluice/" + version;
    }

    /**
     * A request ready to be sent by {@link #open}, and cancelled from any thread by {@link
     * HttpPost#cancel}.
     */
    HttpPost prepare(Candidate candidate, String path, Patched body, Call call) {
        HttpPost post = new HttpPost(URI.create(candidate.baseUrl() + path));
        post.setConfig(requests);
        post.setHeader("Authorization", "Bearer " + candidate.slot().key().reveal());
        post.setHeader("User-Agent", userAgent);
        post.setHeader("Accept", call.stream() ? "text/event-stream" : "application/json");
        trace(post, call.trace());
        post.setEntity(new PatchedEntity(body));
        return post;
    }

    /** All that goes on of a caller's headers. */
    private static void trace(HttpPost post, Trace trace) {
        if (trace.amazon() != null) {
            post.setHeader(TraceHeaders.AMAZON, trace.amazon());
        }
        if (trace.parent() != null) {
            post.setHeader(TraceHeaders.PARENT, trace.parent());
        }
    }

    /** Sends it and returns when the head of the answer is there; the caller closes the answer. */
    Answer open(HttpPost post) throws IOException {
        try {
            return new Answer(post, http.executeOpen(null, post, null));
        } catch (RuntimeException e) {
            if (post.isCancelled()) {
                // The library throws whatever it happens to meet.
                throw new IOException("cancelled while it was being sent", e);
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
    }

    private static PoolingHttpClientConnectionManager connections(Timeouts timeouts) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setTlsSocketStrategy(new LazyTls())
                .setMaxConnTotal(MOST_CONNECTIONS)
                .setMaxConnPerRoute(MOST_CONNECTIONS)
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                // The freshest first: the others can age out.
                .setConnPoolPolicy(PoolReusePolicy.LIFO)
                .setDefaultSocketConfig(SocketConfig.custom().setTcpNoDelay(true).build())
                .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.ofMilliseconds(timeouts.connectMillis()))
                                .setSocketTimeout(Timeout.DISABLED)
                                .setTimeToLive(TimeValue.ofMinutes(5))
                                // The check costs 1.1 ms; without it a restarted provider fails
                                // calls.
                                .setValidateAfterInactivity(TimeValue.ofMilliseconds(300))
                                .build())
                .build();
    }

    /** Writes the client's own bytes with our edits, with no copy in between. */
    private static final class PatchedEntity extends AbstractHttpEntity {
        private final Patched body;

        PatchedEntity(Patched body) {
            super(ContentType.APPLICATION_JSON, null);
            this.body = body;
        }

        @Override
        public long getContentLength() {
            return body.lengthBytes();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            body.writeTo(out);
        }

        @Override
        public InputStream getContent() {
            return new ByteArrayInputStream(body.toByteArray());
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public boolean isStreaming() {
            return false;
        }

        @Override
        public void close() {}
    }
}
