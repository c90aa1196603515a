package dev.sluice.operator;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** What a gateway that runs says of its models. */
final class ServedModels {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int ANSWER_MILLIS = 5_000;

    private ServedModels() {}

    /** Whether it says that it has no such model; not where it cannot be asked. */
    static boolean lacks(String url, String key, String model) {
        try {
            HttpURLConnection asking =
                    (HttpURLConnection)
                            URI.create(url + "/v1/models/" + model).toURL().openConnection();
            asking.setConnectTimeout(CONNECT_MILLIS);
            asking.setReadTimeout(ANSWER_MILLIS);
            asking.setInstanceFollowRedirects(false);
            asking.setRequestProperty("Authorization", "Bearer " + key);
            try {
                return asking.getResponseCode() == HttpURLConnection.HTTP_NOT_FOUND;
            } finally {
                asking.disconnect();
            }
        } catch (IOException | IllegalArgumentException | ClassCastException e) {
            return false;
        }
    }
}
