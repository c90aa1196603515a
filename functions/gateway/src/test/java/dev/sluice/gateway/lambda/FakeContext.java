package dev.sluice.gateway.lambda;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import dev.sluice.lambda.InvocationContext;
import org.jspecify.annotations.Nullable;

/** An invocation with half a minute left. */
final class FakeContext implements InvocationContext {
    static final String TRACE =
            "Root=1-67891233-abcdef012345678912345678;Parent=463ac35c9f6413ad;Sampled=1;Lineage=1:4cf96be5:0";

    @Override
    public long getDeadlineEpochMillis() {
        return System.currentTimeMillis() + getRemainingTimeInMillis();
    }

    @Override
    public String getXrayTraceId() {
        return TRACE;
    }

    @Override
    public @Nullable String getTenantId() {
        return null;
    }

    @Override
    public String getAwsRequestId() {
        return "lambda-1";
    }

    @Override
    public String getLogGroupName() {
        return "";
    }

    @Override
    public String getLogStreamName() {
        return "";
    }

    @Override
    public String getFunctionName() {
        return "gateway";
    }

    @Override
    public String getFunctionVersion() {
        return "1";
    }

    @Override
    public String getInvokedFunctionArn() {
        return "arn:aws:lambda:eu-central-1:000000000000:function:gateway:live";
    }

    @Override
    public @Nullable CognitoIdentity getIdentity() {
        return null;
    }

    @Override
    public @Nullable ClientContext getClientContext() {
        return null;
    }

    @Override
    public int getRemainingTimeInMillis() {
        return 30_000;
    }

    @Override
    public int getMemoryLimitInMB() {
        return 1_024;
    }

    @Override
    public LambdaLogger getLogger() {
        throw new UnsupportedOperationException();
    }
}
