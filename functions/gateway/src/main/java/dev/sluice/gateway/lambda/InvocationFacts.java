package dev.sluice.gateway.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import dev.sluice.lambda.InvocationContext;
import org.jspecify.annotations.Nullable;

/**
 * One invocation, as far as the front needs it.
 *
 * @param id Lambda's request id
 * @param traceId the {@code X-Amzn-Trace-Id} that Lambda handed on, if it did
 */
record InvocationFacts(String id, @Nullable String traceId, long remainingMillis) {
    static InvocationFacts of(Context context) {
        String traceId =
                context instanceof InvocationContext ours
                        ? ours.getXrayTraceId()
                        : System.getProperty("com.amazonaws.xray.traceHeader");
        return new InvocationFacts(
                context.getAwsRequestId(), traceId, context.getRemainingTimeInMillis());
    }

    /** The same with so much time at most. */
    InvocationFacts within(long mostMillis) {
        return new InvocationFacts(id, traceId, Math.min(remainingMillis, mostMillis));
    }
}
