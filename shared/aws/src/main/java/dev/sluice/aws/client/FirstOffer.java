package dev.sluice.aws.client;

import dev.sluice.core.tls.KeyOffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * The SDK's HTTP client over connections of the JDK as it is set up; its own builder would read the
 * certificate authorities at once, another time than the provider's client does, and for plain http
 * too. Its TLS begins with a {@link KeyOffer}: a service that does not take it is asked once more,
 * before anything of the request has left. Safe for any thread.
 */
final class FirstOffer implements SdkHttpClient {
    private final int connectMillis;
    private final int readMillis;
    private final KeyOffer offer = new KeyOffer();
    private final SdkHttpClient client = UrlConnectionHttpClient.create(this::open);

    /** One for all connections: the JDK keeps them by it. */
    private volatile @Nullable OfferingSockets sockets;

    FirstOffer(int connectMillis, int readMillis) {
        this.connectMillis = connectMillis;
        this.readMillis = readMillis;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest first = client.prepareRequest(request);
        return new ExecutableHttpRequest() {
            private volatile ExecutableHttpRequest current = first;

            @Override
            public HttpExecuteResponse call() throws IOException {
                URI uri = request.httpRequest().getUri();
                String peer = OfferingSockets.peer(uri.getHost(), port(uri));
                boolean isFirst = offer.isFirst(peer);
                OfferingSockets.forget();
                try {
                    return first.call();
                } catch (SSLException e) {
                    if (!isFirst
                            || !OfferingSockets.brokeBeforeAnythingWasSent()
                            || !offer.widens(peer, e)) {
                        throw e;
                    }
                    current = client.prepareRequest(request);
                    return current.call();
                }
            }

            @Override
            public void abort() {
                current.abort();
            }
        };
    }

    private static int port(URI uri) {
        return uri.getPort() < 0 ? 443 : uri.getPort();
    }

    private HttpURLConnection open(URI uri) {
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(connectMillis);
            connection.setReadTimeout(readMillis);
            if (connection instanceof HttpsURLConnection secure) {
                secure.setSSLSocketFactory(offering(secure.getSSLSocketFactory()));
            }
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private OfferingSockets offering(SSLSocketFactory jdk) {
        OfferingSockets known = sockets;
        return known != null ? known : made(jdk);
    }

    private synchronized OfferingSockets made(SSLSocketFactory jdk) {
        OfferingSockets known = sockets;
        if (known == null) {
            known = new OfferingSockets(jdk, offer);
            sockets = known;
        }
        return known;
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        client.close();
    }
}
