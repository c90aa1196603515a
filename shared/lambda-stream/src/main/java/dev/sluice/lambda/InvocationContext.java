package dev.sluice.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import org.jspecify.annotations.Nullable;

/**
 * What {@link RuntimeLoop} knows of an invocation beyond Lambda's own interface. Immutable; any
 * thread may read it.
 *
 * <p>The trace id is here because a process property cannot hold it once several invocations run
 * side by side.
 */
public interface InvocationContext extends Context {

    /** When Lambda will end the invocation, in milliseconds since 1970-01-01 UTC. */
    long getDeadlineEpochMillis();

    /** The {@code X-Amzn-Trace-Id} value to pass on, or null when Lambda sent none. */
    @Override
    @Nullable String getXrayTraceId();

    /** The tenant of a function with tenant isolation, else null. */
    @Override
    @Nullable String getTenantId();
}
