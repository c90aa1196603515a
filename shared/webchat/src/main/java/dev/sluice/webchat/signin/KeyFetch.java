package dev.sluice.webchat.signin;

import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;

/** Fetches Google's keys: within seconds, not much, and from where the setting says alone. */
final class KeyFetch extends DefaultResourceRetriever {
    private static final int CONNECT_MILLIS = 3_000;
    private static final int READ_MILLIS = 5_000;
    private static final int MOST_BYTES = 256 << 10;

    KeyFetch() {
        super(CONNECT_MILLIS, READ_MILLIS, MOST_BYTES);
    }

    @Override
    @SuppressWarnings("deprecation") // the one hook there is for it
    protected HttpURLConnection openConnection(URL url) throws IOException {
        HttpURLConnection connection = super.openConnection(url);
        connection.setInstanceFollowRedirects(false);
        return connection;
    }
}
