package dev.sluice.wire.http;

import java.io.IOException;

/** The connection was of no use, and no byte of the request had left this process. */
final class NeverSent extends IOException {
    NeverSent(IOException cause) {
        super("the connection failed before it was written to", cause);
    }
}
