package dev.sluice.lambda;

import org.jspecify.annotations.Nullable;

/**
 * Where the Runtime API listens: {@code AWS_LAMBDA_RUNTIME_API}, a host and a port without a
 * scheme.
 */
record ApiEndpoint(String host, int port) {

    private static final int HTTP_PORT = 80;

    ApiEndpoint {
        if (host.isEmpty() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "AWS_LAMBDA_RUNTIME_API must be host:port: " + host + ":" + port);
        }
    }

    static ApiEndpoint parse(@Nullable String hostAndPort) {
        if (hostAndPort == null || hostAndPort.isEmpty()) {
            throw new IllegalArgumentException(
                    "AWS_LAMBDA_RUNTIME_API is not set: this program runs inside Lambda");
        }
        int colon = hostAndPort.lastIndexOf(':');
        if (colon < 0 || hostAndPort.endsWith("]")) {
            return new ApiEndpoint(hostAndPort, HTTP_PORT);
        }
        try {
            return new ApiEndpoint(
                    hostAndPort.substring(0, colon),
                    Integer.parseInt(hostAndPort.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "AWS_LAMBDA_RUNTIME_API must be host:port: " + hostAndPort, e);
        }
    }

    /** The {@code Host} header. */
    String authority() {
        return host + ":" + port;
    }
}
