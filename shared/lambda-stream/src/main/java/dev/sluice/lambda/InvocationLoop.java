package dev.sluice.lambda;

import dev.sluice.lambda.StreamedResponse.Delivery;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One {@code /next} → handler → {@code /response} or {@code /error} loop. It ends only when the
 * process must.
 *
 * <p>The error table of the package lives in {@link #tellError} and {@link #settle}.
 */
final class InvocationLoop {

    /**
     * Read by the X-Ray SDK and by OpenTelemetry's Lambda instrumentation. One a process, so set
     * only while there is one loop.
     */
    private static final String TRACE_PROPERTY = "com.amazonaws.xray.traceHeader";

    /** The environment is beyond use: Lambda must start a new one. */
    private static final class Unrecoverable extends Exception {
        Unrecoverable(String message) {
            super(message);
        }
    }

    private final RuntimeApi api;
    private final LoopSettings settings;
    private final StreamingHandler handler;
    private final RuntimeLog log;

    InvocationLoop(
            RuntimeApi api, LoopSettings settings, StreamingHandler handler, RuntimeLog log) {
        this.api = api;
        this.settings = settings;
        this.handler = handler;
        this.log = log;
    }

    /** Serves until it must not go on; the reason is logged. */
    void run() {
        try (RuntimeApi.Next next = api.next()) {
            while (true) {
                serve(next.await());
            }
        } catch (IOException e) {
            log.problem("nextFailed", null, ErrorReport.messageOf(e));
        } catch (Unrecoverable e) {
            log.problem("exiting", null, ErrorReport.messageOf(e));
        }
    }

    private void serve(Invocation invocation) throws Unrecoverable {
        if (settings.loopCount() == 1) {
            publishTrace(invocation.traceId());
        }
        var response = new StreamedResponse(api, invocation.requestId());
        Throwable failure = call(invocation, response);
        ErrorReport report = reportOf(failure, response.begun());
        if (report != null) {
            log.failure("handlerFailed", invocation.requestId(), report);
        }
        Delivery delivery = response.finish(report);
        if (delivery != null) {
            settle(invocation.requestId(), delivery, report);
        } else if (report != null) {
            tellError(invocation.requestId(), report);
        }
        if (failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError)) {
            throw new Unrecoverable("the JVM is no longer sound: " + failure.getClass().getName());
        }
    }

    @SuppressWarnings(
            "CatchingUnchecked") // whatever a handler throws is its own failure, not the loop's
    private @Nullable Throwable call(Invocation invocation, StreamedResponse response) {
        try {
            handler.handle(invocation.event(), response, new LambdaContext(settings, invocation));
            return null;
        } catch (Throwable failure) {
            return failure;
        } finally {
            Thread.interrupted(); // a flag that the handler left behind would break the next
            // invocation
        }
    }

    private static @Nullable ErrorReport reportOf(@Nullable Throwable failure, boolean begun) {
        if (failure != null) {
            return ErrorReport.of(ErrorReport.USER_EXCEPTION, failure);
        }
        return begun
                ? null
                : ErrorReport.of(
                        ErrorReport.NO_RESPONSE,
                        "the handler returned without beginning a response");
    }

    private void settle(String requestId, Delivery delivery, @Nullable ErrorReport report)
            throws Unrecoverable {
        switch (delivery) {
            case Delivery.Delivered delivered -> {
                if (report != null && !delivered.errorTold()) {
                    log.problem(
                            "failedAfterEnd",
                            requestId,
                            "the response had ended: the caller saw no error");
                }
            }
            case Delivery.Refused refused -> refused(requestId, "/response", refused.status());
            case Delivery.Cut cut ->
                    log.problem("responseCut", requestId, ErrorReport.messageOf(cut.cause()));
        }
    }

    private void tellError(String requestId, ErrorReport report) throws Unrecoverable {
        try {
            HttpAnswer answer = api.postInvocationError(requestId, report);
            if (!answer.isSuccess()) {
                refused(requestId, "/error", answer.status());
            }
        } catch (IOException e) {
            // Whether the API is gone altogether, /next will tell.
            log.problem("errorNotTold", requestId, ErrorReport.messageOf(e));
        }
    }

    private void refused(String requestId, String call, int status) throws Unrecoverable {
        log.problem("refused", requestId, call + " answered " + status);
        if (status >= 500) {
            throw new Unrecoverable(call + " answered " + status);
        }
    }

    private static void publishTrace(@Nullable String traceId) {
        if (traceId == null) {
            System.clearProperty(TRACE_PROPERTY);
        } else {
            System.setProperty(TRACE_PROPERTY, traceId);
        }
    }
}
