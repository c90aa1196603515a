package dev.sluice.gateway.http;

import java.io.IOException;

/** The client broke a rule of HTTP; where its message ends is not known any more. */
final class BadHttp extends IOException {
    private final HttpError error;

    BadHttp(HttpError error) {
        super("the request is malformed");
        this.error = error;
    }

    /** What it is told. */
    HttpError error() {
        return error;
    }
}
