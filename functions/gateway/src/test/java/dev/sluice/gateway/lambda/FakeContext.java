package dev.sluice.gateway.lambda;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import dev.sluice.lambda.InvocationContext;
import org.jspecify.annotations.Nullable;

/** An invocation with half a minute left. */
final class FakeContext implements InvocationContext {
    @Override
    public long getDeadlineEpochMillis() {
        return System.currentTimeMillis() + getRemainingTimeInMillis();
    }

    @Override
    public String getXrayTraceId() {
        return "Root=1-test";
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
