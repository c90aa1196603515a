package dev.sluice.gateway.lambda;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Settlement;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request's line, and its metrics in CloudWatch's embedded metric format
 * (CloudWatch User Guide, "Embedded metric format specification"): namespace {@code Sluice},
 * dimensions {@code stage}, and for a settled request of an operator's account and a model with a
 * known price also {@code stage, provider, model}.
 */
final class LineJson {
    private final JsonGenerator json;
    private final String stage;

    private record Metric(BigDecimal value, String unit) {
        static Metric count(long value) {
            return new Metric(BigDecimal.valueOf(value), "Count");
        }

        static Metric millis(long value) {
            return new Metric(BigDecimal.valueOf(value), "Milliseconds");
        }
    }

    LineJson(JsonGenerator json, String stage) {
        this.json = json;
        this.stage = stage;
    }

    void write(RequestLines.Line line, Answered reply) throws IOException {
        long durationMillis = (System.nanoTime() - line.startNanos) / 1_000_000;
        Settlement settlement = line.settlement;
        request(line, reply, durationMillis);
        if (line.row != null && settlement != null) {
            settled(line.row, settlement, line.addedNanos);
        }
        // The web chat tells of it in a stream, under status 200.
        int status = line.unreached == null ? reply.status() : 503;
        Map<String, Metric> metrics = metrics(status, settlement, line.addedNanos);
        boolean ours = line.unreached != null || isOurFault(status, settlement);
        metrics.put("ServerErrors", Metric.count(ours ? 1 : 0));
        metrics.put("Duration", Metric.millis(durationMillis));
        embedded(metrics, settlement != null && isOurs(settlement));
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

    private void settled(OpenRow row, Settlement settlement, long addedNanos) throws IOException {
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

    private static Map<String, Metric> metrics(
            int status, @Nullable Settlement settlement, long addedNanos) {
        Map<String, Metric> metrics = new LinkedHashMap<>();
        metrics.put("Requests", Metric.count(1));
        metrics.put("Throttles", Metric.count(status == 429 ? 1 : 0));
        if (settlement == null) {
            return metrics;
        }
        metrics.put("UpstreamErrors", Metric.count(isTheProviders(settlement) ? 1 : 0));
        metrics.put("InputTokens", Metric.count(settlement.usage().of(Measure.INPUT_TOKENS)));
        metrics.put("OutputTokens", Metric.count(settlement.usage().of(Measure.OUTPUT_TOKENS)));
        if (settlement.priced()) {
            metrics.put(
                    "CostUsd", new Metric(BigDecimal.valueOf(settlement.costNanoUsd(), 9), "None"));
        }
        if (addedNanos >= 0) {
            metrics.put("TimeToFirstToken", Metric.millis(settlement.ttftMillis()));
            metrics.put(
                    "AddedLatency",
                    new Metric(BigDecimal.valueOf(addedNanos / 1_000, 3), "Milliseconds"));
        }
        return metrics;
    }

    private void embedded(Map<String, Metric> metrics, boolean byModel) throws IOException {
        for (Map.Entry<String, Metric> metric : metrics.entrySet()) {
            json.writeNumberField(metric.getKey(), metric.getValue().value());
        }
        json.writeObjectFieldStart("_aws");
        json.writeNumberField("Timestamp", System.currentTimeMillis());
        json.writeArrayFieldStart("CloudWatchMetrics");
        json.writeStartObject();
        json.writeStringField("Namespace", "Sluice");
        json.writeArrayFieldStart("Dimensions");
        dimensions("stage");
        if (byModel) {
            dimensions("stage", "provider", "model");
        }
        json.writeEndArray();
        json.writeArrayFieldStart("Metrics");
        for (Map.Entry<String, Metric> metric : metrics.entrySet()) {
            json.writeStartObject();
            json.writeStringField("Name", metric.getKey());
            json.writeStringField("Unit", metric.getValue().unit());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private void dimensions(String... names) throws IOException {
        json.writeArray(names, 0, names.length);
    }

    private void text(String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }
}
