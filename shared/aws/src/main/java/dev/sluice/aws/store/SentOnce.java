package dev.sluice.aws.store;

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
public final class SentOnce implements ExecutionInterceptor {
    private static final ExecutionAttribute<Boolean> SENT =
            new ExecutionAttribute<>("dev.sluice.aws.sent");

    private static final ExecutionAttribute<Runnable> TOLD =
            new ExecutionAttribute<>("dev.sluice.aws.told");

    /** Goes into such a request. */
    public static final AwsRequestOverrideConfiguration MARK =
            AwsRequestOverrideConfiguration.builder().putExecutionAttribute(SENT, false).build();

    /** The same, of a request that tells when it goes out. */
    public static AwsRequestOverrideConfiguration telling(Runnable goesOut) {
        return MARK.toBuilder().putExecutionAttribute(TOLD, goesOut).build();
    }

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
        Runnable told = call.getAttribute(TOLD);
        if (told != null) {
            told.run();
        }
    }
}
