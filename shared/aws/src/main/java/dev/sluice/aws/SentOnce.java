package dev.sluice.aws;

import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Stops the SDK's own retries of a request that must not run twice: a retry strategy belongs to a
 * client, but whether a request may be repeated belongs to the request.
 */
final class SentOnce implements ExecutionInterceptor {
    private static final ExecutionAttribute<Boolean> SENT =
            new ExecutionAttribute<>("dev.sluice.aws.sent");

    /** Goes into such a request. */
    static final AwsRequestOverrideConfiguration MARK =
            AwsRequestOverrideConfiguration.builder().putExecutionAttribute(SENT, false).build();

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes call) {
        Boolean sent = call.getAttribute(SENT);
        if (sent == null) {
            return;
        }
        if (sent) {
            throw SdkClientException.create("its answer was lost, and it must not be sent twice");
        }
        call.putAttribute(SENT, true);
    }
}
