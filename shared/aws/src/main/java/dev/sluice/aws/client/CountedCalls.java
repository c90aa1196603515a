package dev.sluice.aws.client;

import dev.sluice.core.call.StoreBudget;
import java.time.Duration;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Holds each call to a table, retries included, to what is left of its request's {@link
 * StoreBudget}: the one place where they are counted.
 */
final class CountedCalls implements ExecutionInterceptor {
    private final long longestNanos;

    /**
     * @param longest what one call with its retries may take anyway
     */
    CountedCalls(Duration longest) {
        this.longestNanos = longest.toNanos();
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes call) {
        StoreBudget budget = StoreBudget.current();
        long leftNanos = budget == null ? longestNanos : budget.leftNanos();
        return leftNanos < longestNanos && context.request() instanceof AwsRequest request
                ? within(Math.max(1, leftNanos / 1_000_000), request)
                : context.request();
    }

    private static AwsRequest within(long millis, AwsRequest request) {
        AwsRequestOverrideConfiguration.Builder times =
                request.overrideConfiguration()
                        .map(AwsRequestOverrideConfiguration::toBuilder)
                        .orElseGet(AwsRequestOverrideConfiguration::builder);
        return request.toBuilder()
                .overrideConfiguration(times.apiCallTimeout(Duration.ofMillis(millis)).build())
                .build();
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes call) {
        StoreBudget budget = StoreBudget.current();
        if (budget != null && !budget.call()) {
            throw SdkClientException.create("its request has made as many calls as it may");
        }
    }
}
