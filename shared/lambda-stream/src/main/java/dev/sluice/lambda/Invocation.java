package dev.sluice.lambda;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What {@code /next} delivered. */
record Invocation(
        String requestId,
        long deadlineEpochMillis,
        String functionArn,
        @Nullable String traceId,
        @Nullable String tenantId,
        @Nullable String clientContextJson,
        @Nullable String cognitoIdentityJson,
        byte[] event) {

    static Invocation from(HttpAnswer next) throws IOException {
        String functionArn = next.header("lambda-runtime-invoked-function-arn");
        return new Invocation(
                requestIdOf(next),
                deadlineOf(next),
                functionArn == null ? "" : functionArn,
                next.header("lambda-runtime-trace-id"),
                next.header("lambda-runtime-aws-tenant-id"),
                next.header("lambda-runtime-client-context"),
                next.header("lambda-runtime-cognito-identity"),
                next.body());
    }

    /** The id becomes part of a request line, so nothing that could end one may be in it. */
    private static String requestIdOf(HttpAnswer next) throws IOException {
        String requestId = next.header("lambda-runtime-aws-request-id");
        if (requestId == null || requestId.isEmpty()) {
            throw new IOException("/next answered without a request id");
        }
        for (int i = 0; i < requestId.length(); i++) {
            char c = requestId.charAt(i);
            if (c > 0x7f || !(Character.isLetterOrDigit(c) || c == '-' || c == '_')) {
                throw new IOException("/next answered with a malformed request id");
            }
        }
        return requestId;
    }

    private static long deadlineOf(HttpAnswer next) throws IOException {
        String deadline = next.header("lambda-runtime-deadline-ms");
        try {
            return Long.parseLong(deadline == null ? "" : deadline);
        } catch (NumberFormatException e) {
            throw new IOException("/next answered without a deadline", e);
        }
    }
}
