package dev.sluice.wire.door;

import dev.sluice.core.call.Trace;
import org.jspecify.annotations.Nullable;

/** The headers that a {@link Trace} travels in, towards us and on to the provider. */
public final class TraceHeaders {
    public static final String AMAZON = "X-Amzn-Trace-Id";
    public static final String PARENT = "traceparent";

    private TraceHeaders() {}

    /** As the caller, or what stands before us, sent it. */
    public static Trace read(Headers headers) {
        return Trace.of(headers.only(AMAZON), headers.only(PARENT));
    }

    /**
     * @param amazon known better than from the caller's header; null leaves it to that
     */
    public static Trace read(Headers headers, @Nullable String amazon) {
        return amazon == null ? read(headers) : Trace.of(amazon, headers.only(PARENT));
    }
}
