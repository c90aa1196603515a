package dev.sluice.wire.dialects;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** Proves who sends a request without a key in it: by headers that sign it. Safe for any thread. */
@FunctionalInterface
public interface RequestSigner {
    /** Where nobody can sign. */
    RequestSigner NONE =
            (url, body) -> {
                throw new IOException("this process cannot sign requests");
            };

    /**
     * The headers that sign a POST of JSON.
     *
     * @throws IOException where there is nothing to sign with; its message is for callers
     */
    Map<String, String> headers(URI url, byte[] body) throws IOException;
}
