package dev.sluice.wire.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Metrics of a log line in CloudWatch's embedded metric format (CloudWatch User Guide, "Embedded
 * metric format specification"): namespace {@code Sluice}, dimension {@code stage}, which is a
 * member of the line. For one thread.
 */
public final class LineMetrics {
    private final Map<String, Metric> metrics = new LinkedHashMap<>();

    private record Metric(BigDecimal value, String unit) {}

    public void count(String name, long value) {
        metrics.put(name, new Metric(BigDecimal.valueOf(value), "Count"));
    }

    public void micros(String name, long value) {
        metrics.put(name, new Metric(BigDecimal.valueOf(value, 3), "Milliseconds"));
    }

    public void millis(String name, long value) {
        metrics.put(name, new Metric(BigDecimal.valueOf(value), "Milliseconds"));
    }

    public void nanoUsd(String name, long value) {
        metrics.put(name, new Metric(BigDecimal.valueOf(value, 9), "None"));
    }

    /**
     * Writes all of them, as members and as what CloudWatch reads.
     *
     * @param byModel whether also by {@code stage, provider, model}, members of the line too
     */
    public void write(JsonGenerator json, boolean byModel) throws IOException {
        for (Map.Entry<String, Metric> metric : metrics.entrySet()) {
            json.writeNumberField(metric.getKey(), metric.getValue().value());
        }
        json.writeObjectFieldStart("_aws");
        json.writeNumberField("Timestamp", System.currentTimeMillis());
        json.writeArrayFieldStart("CloudWatchMetrics");
        json.writeStartObject();
        json.writeStringField("Namespace", "Sluice");
        json.writeArrayFieldStart("Dimensions");
        dimensions(json, "stage");
        if (byModel) {
            dimensions(json, "stage", "provider", "model");
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

    private static void dimensions(JsonGenerator json, String... names) throws IOException {
        json.writeArray(names, 0, names.length);
    }
}
