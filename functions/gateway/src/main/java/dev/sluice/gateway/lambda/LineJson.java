package dev.sluice.gateway.lambda;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Settlement;
import dev.sluice.wire.json.LineMetrics;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request's line, and its {@linkplain LineMetrics metrics}: by {@code stage}, and
 * for a settled row of an operator's account and a model with a known price also by {@code stage,
 * provider, model}.
 */
final class LineJson {
    private final JsonGenerator json;
    private final String stage;

    LineJson(JsonGenerator json, String stage) {
        this.json = json;
        this.stage = stage;
    }

    void write(RequestLines.Line line, Answered reply) throws IOException {
        long durationMillis = (System.nanoTime() - line.startNanos) / 1_000_000;
        SettledRow settled = line.settled;
        Settlement settlement = settled == null ? null : settled.settlement();
        request(line, reply, durationMillis);
        LineMetrics metrics = new LineMetrics();
        // The web chat tells of it in a stream, under status 200.
        int status = line.unreached == null ? reply.status() : 503;
        metrics.count("Requests", 1);
        metrics.count("Throttles", status == 429 ? 1 : 0);
        if (settled != null) {
            rowId(settled.row().requestId(), reply.header("x-request-id"));
            settled(settled, metrics);
        }
        boolean ours = line.unreached != null || isOurFault(status, settlement);
        metrics.count("ServerErrors", ours ? 1 : 0);
        metrics.millis("Duration", durationMillis);
        metrics.write(json, settlement != null && isOurs(settlement));
    }

    /**
     * One more row of a request, or one that was settled when its request had its line.
     *
     * @param line its request's, where it is still served
     */
    void row(SettledRow settled, RequestLines.@Nullable Line line) throws IOException {
        json.writeStringField("level", "INFO");
        json.writeStringField("event", "row");
        json.writeStringField("requestId", settled.row().requestId());
        if (line != null) {
            json.writeStringField("lambdaRequestId", line.invocation.id());
            text("traceId", line.trace.amazon());
        }
        json.writeStringField("stage", stage);
        LineMetrics metrics = new LineMetrics();
        settled(settled, metrics);
        metrics.write(json, isOurs(settled.settlement()));
    }

    /**
     * Of a request without a row, such as one to a slot whose key was refused, a fault of ours has
     * no status but 500: all else are its providers'.
     */
    private static boolean isOurFault(int status, @Nullable Settlement settlement) {
        if (settlement == null) {
            return status == 0 || status == 500;
        }
        return (status == 0 || status >= 500) && !isTheProviders(settlement);
    }

    /** Whether providers failed: that has a metric and an alarm of its own. */
    private static boolean isTheProviders(Settlement settlement) {
        return settlement.outcome() == Outcome.UPSTREAM_FAILED;
    }

    /**
     * Whether provider and model are names of the catalog's and the operator's. Those that callers
     * choose are no dimensions: each new one would be metrics that AWS bills for a month.
     */
    private static boolean isOurs(Settlement settlement) {
        return settlement.priced() && settlement.source().isBilled();
    }

    private void request(RequestLines.Line line, Answered reply, long durationMillis)
            throws IOException {
        json.writeStringField("level", line.unreached == null ? "INFO" : "ERROR");
        json.writeStringField("event", "request");
        text("requestId", reply.header("x-request-id"));
        json.writeStringField("lambdaRequestId", line.invocation.id());
        text("traceId", line.trace.amazon());
        text("traceparent", line.trace.parent());
        text("method", line.method);
        text("path", line.path);
        json.writeNumberField("status", reply.status());
        json.writeNumberField("durationMillis", durationMillis);
        json.writeBooleanField("coldStart", line.coldStart);
        json.writeStringField("stage", stage);
        text("cause", line.unreached);
    }

    /** Of a request with several rows each has an id of its own. */
    private void rowId(String rowId, @Nullable String requestId) throws IOException {
        if (!rowId.equals(requestId)) {
            json.writeStringField("rowId", rowId);
        }
    }

    private void settled(SettledRow settled, LineMetrics metrics) throws IOException {
        fields(settled.row(), settled.settlement(), settled.addedNanos());
        measure(metrics, settled.settlement(), settled.addedNanos());
    }

    private void fields(OpenRow row, Settlement settlement, long addedNanos) throws IOException {
        json.writeStringField("callerId", row.callerId());
        json.writeStringField("kind", row.kind().wireName());
        json.writeStringField("outcome", settlement.outcome().label());
        json.writeStringField("provider", settlement.provider());
        json.writeStringField("model", settlement.modelServed());
        json.writeStringField("modelAsked", row.modelAsked());
        json.writeNumberField("slot", settlement.slot());
        json.writeStringField("source", settlement.source().label());
        json.writeNumberField("attempts", settlement.attempts());
        UsageJson.write(json, settlement.usage());
        json.writeNumberField("costNanoUsd", settlement.costNanoUsd());
        json.writeBooleanField("priced", settlement.priced());
        if (settlement.ttftMillis() >= 0) {
            json.writeNumberField("ttftMillis", settlement.ttftMillis());
        }
        if (addedNanos >= 0) {
            json.writeNumberField("addedMicros", addedNanos / 1_000);
        }
        text("finishReason", settlement.finishReason());
        text("errorCode", settlement.errorCode());
        json.writeStringField("catalogVersion", row.catalogVersion());
    }

    private static void measure(LineMetrics metrics, Settlement settlement, long addedNanos) {
        metrics.count("UpstreamErrors", isTheProviders(settlement) ? 1 : 0);
        metrics.count("InputTokens", settlement.usage().of(Measure.INPUT_TOKENS));
        metrics.count("OutputTokens", settlement.usage().of(Measure.OUTPUT_TOKENS));
        if (settlement.priced()) {
            metrics.nanoUsd("CostUsd", settlement.costNanoUsd());
        }
        if (addedNanos >= 0) {
            metrics.millis("TimeToFirstToken", settlement.ttftMillis());
            metrics.micros("AddedLatency", addedNanos / 1_000);
        }
    }

    private void text(String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }
}
