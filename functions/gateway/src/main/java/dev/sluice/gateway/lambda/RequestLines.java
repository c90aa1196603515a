package dev.sluice.gateway.lambda;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.call.Shown;
import dev.sluice.core.call.Trace;
import dev.sluice.core.settle.Journal;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Settlement;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.json.JsonLine;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One JSON line a request, refused ones too: who asked for what, how it ended, what it cost, and
 * the same as CloudWatch metrics (embedded metric format). Never a prompt, an answer or a key.
 *
 * <p>As the journal it is told of the settlement by the thread that serves the request, so both
 * meet in one line. A request that leaves several rows has its last one in its line, and each other
 * one in a line of its own, as has a row that another thread settles later: what all lines cost is
 * what the rows cost. A journal may not throw, and a line that cannot be written is lost.
 */
final class RequestLines implements Journal {

    /** What one request has told so far; used by its own thread. */
    static final class Line {
        final InvocationFacts invocation;
        final long startNanos = System.nanoTime();
        final boolean coldStart;
        Trace trace;
        @Nullable String method;
        @Nullable String path;
        @Nullable SettledRow settled;
        @Nullable String unreached;

        Line(InvocationFacts invocation, boolean coldStart) {
            this.invocation = invocation;
            this.coldStart = coldStart;
            this.trace = Trace.of(invocation.traceId(), null);
        }

        void asked(DoorRequest request) {
            trace = request.trace();
            method = Shown.name(request.method());
            path = Shown.name(request.path());
        }
    }

    /** What is logged while a request is served. */
    @FunctionalInterface
    interface Serving {
        void run() throws IOException;
    }

    private final PrintStream out;
    private final String stage;
    private final ScopedValue<Line> current = ScopedValue.newInstance();
    private final AtomicBoolean cold = new AtomicBoolean(true);

    RequestLines(PrintStream out, String stage) {
        this.out = out;
        this.stage = stage;
    }

    Line begin(InvocationFacts invocation) {
        return new Line(invocation, cold.getAndSet(false));
    }

    void with(Line line, Serving serving) throws IOException {
        ScopedValue.where(current, line)
                .call(
                        () -> {
                            serving.run();
                            return line;
                        });
    }

    @Override
    public void settled(OpenRow row, Settlement settlement) {
        relayed(row, settlement, Trace.NONE, -1);
    }

    @Override
    public void relayed(OpenRow row, Settlement settlement, Trace trace, long addedNanos) {
        SettledRow settled = new SettledRow(row, settlement, addedNanos);
        if (!current.isBound()) {
            row(settled, null);
            return;
        }
        Line line = current.get();
        SettledRow before = line.settled;
        line.settled = settled;
        if (before != null) {
            row(before, line);
        }
    }

    private void row(SettledRow settled, @Nullable Line line) {
        write(json -> new LineJson(json, stage).row(settled, line));
    }

    @Override
    public void unsettled(OpenRow row, RuntimeException cause) {
        problem("unsettled", row.requestId(), cause);
    }

    /** What an operator needs to mend the row by hand. */
    @Override
    public void unsettled(OpenRow row, Settlement figures, RuntimeException cause) {
        problem("unsettled", row.requestId(), cause, json -> figures(json, row, figures));
    }

    private static void figures(JsonGenerator json, OpenRow row, Settlement figures)
            throws IOException {
        json.writeStringField("callerId", row.callerId());
        json.writeStringField("createdAt", row.createdAt().toString());
        json.writeStringField("source", figures.source().label());
        json.writeNumberField("slot", figures.slot());
        json.writeStringField("provider", figures.provider());
        json.writeStringField("model", figures.modelServed());
        json.writeStringField("outcome", figures.outcome().label());
        json.writeNumberField("attempts", figures.attempts());
        UsageJson.write(json, figures.usage());
        json.writeNumberField("costNanoUsd", figures.costNanoUsd());
        json.writeBooleanField("priced", figures.priced());
    }

    @Override
    public void uncorrected(String requestId, RuntimeException cause) {
        problem("uncorrected", requestId, cause);
    }

    /**
     * What a request died of. A store that could not be reached is told in the request's own line;
     * of a fault of our own, a line says where it arose, not its message, which may quote what
     * others sent.
     */
    void internal(String requestId, Throwable cause) {
        if (cause instanceof StoreUnavailable && current.isBound()) {
            current.get().unreached = String.valueOf(cause.getMessage());
        } else {
            problem("internalError", requestId, cause);
        }
    }

    /** What an operator set and no request can have; an alarm counts these lines. */
    void slotLeftOut(String text) {
        warning("slotLeftOut", text);
    }

    void warning(String text) {
        warning("warning", text);
    }

    private void warning(String event, String text) {
        write(
                json -> {
                    json.writeStringField("level", "WARN");
                    json.writeStringField("event", event);
                    json.writeStringField("message", text);
                });
    }

    void end(Line line, Answered reply) {
        write(json -> new LineJson(json, stage).write(line, reply));
    }

    private void problem(String event, String requestId, Throwable cause) {
        problem(event, requestId, cause, json -> {});
    }

    private void problem(String event, String requestId, Throwable cause, JsonLine.Fields more) {
        write(
                json -> {
                    json.writeStringField("level", "ERROR");
                    json.writeStringField("event", event);
                    json.writeStringField("requestId", requestId);
                    more.write(json);
                    json.writeStringField("exception", cause.getClass().getName());
                    if (cause instanceof StoreUnavailable) {
                        json.writeStringField("cause", cause.getMessage());
                    }
                    json.writeArrayFieldStart("at");
                    StackTraceElement[] trace = cause.getStackTrace();
                    for (int i = 0; i < Math.min(trace.length, 12); i++) {
                        json.writeString(trace[i].toString());
                    }
                    json.writeEndArray();
                });
    }

    private void write(JsonLine.Fields fields) {
        JsonLine.print(out, fields);
    }
}
