package dev.sluice.lambda;

import com.amazonaws.services.lambda.runtime.Context;

/**
 * A Lambda function that sends its response while it is still making it.
 *
 * <p>Named by the function's {@code Handler} setting (class name only); needs a public constructor
 * without arguments, which runs in the init phase. One instance serves every invocation, and where
 * {@code AWS_LAMBDA_MAX_CONCURRENCY} is above 1 several at once: it must be thread safe then.
 */
@FunctionalInterface
public interface StreamingHandler {

    /**
     * Serves one invocation; the invocation ends when this method returns.
     *
     * @param event the event as Lambda sent it, UTF-8 JSON; belongs to the handler
     * @param response to be begun exactly once; unusable after the return
     * @param context an {@link InvocationContext} when called by {@link RuntimeLoop}
     * @throws Exception reported to Lambda: as the invocation's error before the response has
     *     begun, in its trailers afterwards. Its message and stack trace leave the process, so they
     *     must hold no secret
     */
    void handle(byte[] event, StreamingResponse response, Context context) throws Exception;
}
