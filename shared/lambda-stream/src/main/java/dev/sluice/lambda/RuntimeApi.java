package dev.sluice.lambda;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the Runtime API, version 2018-06-01. Shared by all loops; {@link Next} is one a
 * loop.
 */
final class RuntimeApi {

    private static final String BASE_PATH = "/2018-06-01/runtime";
    private static final int OK = 200;

    private final ApiEndpoint endpoint;

    RuntimeApi(ApiEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    HttpConnection open() throws IOException {
        return HttpConnection.open(endpoint);
    }

    /**
     * The head of a streamed response. Lambda wants the connection closed after it, and takes only
     * trailers announced here.
     */
    byte[] responseHead(String requestId) {
        return ascii(
                head("POST", "/invocation/" + requestId + "/response")
                        .append(
                                "Content-Type: application/vnd.awslambda.http-integration-response\r\n")
                        .append("Lambda-Runtime-Function-Response-Mode: streaming\r\n")
                        .append("Transfer-Encoding: chunked\r\n")
                        .append(
                                "Trailer: "
                                        + ErrorReport.TYPE_HEADER
                                        + ", "
                                        + ErrorReport.BODY_HEADER)
                        .append("\r\nConnection: close\r\n\r\n"));
    }

    HttpAnswer postInvocationError(String requestId, ErrorReport report) throws IOException {
        return post("/invocation/" + requestId + "/error", report);
    }

    HttpAnswer postInitError(ErrorReport report) throws IOException {
        return post("/init/error", report);
    }

    HttpAnswer postRestoreError(ErrorReport report) throws IOException {
        return post("/restore/error", report);
    }

    /**
     * Returns in the restored environment: Lambda takes the snapshot while this waits. A connection
     * of its own, for none survives.
     */
    void awaitRestore() throws IOException {
        try (HttpConnection connection = open()) {
            HttpAnswer answer =
                    connection.exchange(
                            ascii(
                                    head("GET", "/restore/next")
                                            .append("Connection: close\r\n\r\n")));
            if (answer.status() != OK) {
                throw new IOException("/restore/next answered " + answer.status());
            }
        }
    }

    private HttpAnswer post(String path, ErrorReport report) throws IOException {
        byte[] body = report.json();
        byte[] head =
                ascii(
                        head("POST", path)
                                .append("Content-Type: application/json\r\n")
                                .append(ErrorReport.TYPE_HEADER + ": ")
                                .append(report.type())
                                .append("\r\nContent-Length: ")
                                .append(body.length)
                                .append("\r\nConnection: close\r\n\r\n"));
        var request = new ByteArrayOutputStream(head.length + body.length);
        request.write(head);
        request.write(body);
        try (HttpConnection connection = open()) {
            return connection.exchange(request.toByteArray());
        }
    }

    private StringBuilder head(String method, String path) {
        return new StringBuilder(512)
                .append(method)
                .append(' ')
                .append(BASE_PATH)
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(endpoint.authority())
                .append("\r\nUser-Agent: lambda-stream\r\n");
    }

    private static byte[] ascii(StringBuilder text) {
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * The source of one loop's invocations, over a connection that is kept between them. One
     * thread.
     */
    final class Next implements AutoCloseable {

        private final byte[] request = ascii(head("GET", "/invocation/next").append("\r\n"));
        private @Nullable HttpConnection kept;

        Invocation await() throws IOException {
            HttpConnection connection = kept;
            if (connection == null) {
                return awaitOn(open());
            }
            try {
                return awaitOn(connection);
            } catch (HttpConnection.ClosedUnanswered e) {
                // The kept connection had gone stale. A fresh one that fails is final.
                return awaitOn(open());
            }
        }

        private Invocation awaitOn(HttpConnection connection) throws IOException {
            kept = null;
            boolean keep = false;
            try {
                HttpAnswer answer = connection.exchange(request);
                if (answer.status() != OK) {
                    throw new IOException("/next answered " + answer.status());
                }
                keep = answer.keepAlive();
                return Invocation.from(answer);
            } finally {
                if (keep) {
                    kept = connection;
                } else {
                    connection.close();
                }
            }
        }

        @Override
        public void close() {
            if (kept != null) {
                kept.close();
                kept = null;
            }
        }
    }

    Next next() {
        return new Next();
    }
}
