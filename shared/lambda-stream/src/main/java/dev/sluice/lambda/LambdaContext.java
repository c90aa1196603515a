package dev.sluice.lambda;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import org.jspecify.annotations.Nullable;

/** The process's settings and the invocation's headers behind Lambda's interface. */
record LambdaContext(LoopSettings settings, Invocation invocation) implements InvocationContext {

    @Override
    public String getAwsRequestId() {
        return invocation.requestId();
    }

    @Override
    public long getDeadlineEpochMillis() {
        return invocation.deadlineEpochMillis();
    }

    @Override
    public int getRemainingTimeInMillis() {
        long remainingMillis = invocation.deadlineEpochMillis() - System.currentTimeMillis();
        return Math.clamp(remainingMillis, 0, Integer.MAX_VALUE);
    }

    @Override
    public String getInvokedFunctionArn() {
        return invocation.functionArn();
    }

    @Override
    public @Nullable String getXrayTraceId() {
        return invocation.traceId();
    }

    @Override
    public @Nullable String getTenantId() {
        return invocation.tenantId();
    }

    @Override
    public @Nullable CognitoIdentity getIdentity() {
        return InvocationIdentity.cognito(invocation.cognitoIdentityJson());
    }

    @Override
    public @Nullable ClientContext getClientContext() {
        return InvocationIdentity.client(invocation.clientContextJson());
    }

    @Override
    public String getLogGroupName() {
        return settings.logGroup();
    }

    @Override
    public String getLogStreamName() {
        return settings.logStream();
    }

    @Override
    public String getFunctionName() {
        return settings.functionName();
    }

    @Override
    public String getFunctionVersion() {
        return settings.functionVersion();
    }

    @Override
    public int getMemoryLimitInMB() {
        return settings.memoryMegabytes();
    }

    @Override
    public LambdaLogger getLogger() {
        return RuntimeLog.HANDLER_LOGGER;
    }

    /** Names the request only: the event is not for logs. */
    @Override
    public String toString() {
        return "LambdaContext[" + invocation.requestId() + "]";
    }
}
