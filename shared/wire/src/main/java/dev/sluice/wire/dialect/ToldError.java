package dev.sluice.wire.dialect;

import dev.sluice.wire.error.UpstreamError;
import java.io.IOException;

/** A provider told of an error in the middle of what it sends. */
public final class ToldError extends IOException {
    private final transient UpstreamError error;

    public ToldError(UpstreamError error) {
        super("the provider told of an error");
        this.error = error;
    }

    public UpstreamError error() {
        return error;
    }
}
