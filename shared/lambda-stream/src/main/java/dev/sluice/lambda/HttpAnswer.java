package dev.sluice.lambda;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the Runtime API, read whole.
 *
 * @param headers by lower-case name; of a repeated header the last one
 * @param keepAlive whether the connection may carry another request
 */
record HttpAnswer(int status, Map<String, String> headers, byte[] body, boolean keepAlive) {

    @Nullable String header(String lowerCaseName) {
        return headers.get(lowerCaseName);
    }

    boolean isSuccess() {
        return status / 100 == 2;
    }
}
