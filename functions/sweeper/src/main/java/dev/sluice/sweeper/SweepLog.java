package dev.sluice.sweeper;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.settle.Journal;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Settlement;
import dev.sluice.core.settle.Sweep;
import dev.sluice.wire.json.JsonLine;
import java.io.IOException;
import java.io.PrintStream;

/** JSON lines of the sweep: one a pass, with its metrics, and one a closed row. */
final class SweepLog implements Journal {
    private static final String[] METRICS = {"SweptRows", "SweepBacklog", "SetAsideRows"};

    private final PrintStream out;
    private final String stage;

    SweepLog(PrintStream out, String stage) {
        this.out = out;
        this.stage = stage;
    }

    void passed(Sweep.Pass pass, int backlog) {
        write(
                json -> {
                    json.writeStringField("level", "INFO");
                    json.writeStringField("event", "sweep");
                    json.writeStringField("stage", stage);
                    json.writeNumberField(METRICS[0], pass.closed());
                    json.writeNumberField(METRICS[1], backlog);
                    json.writeNumberField(METRICS[2], pass.setAside());
                    json.writeObjectFieldStart("_aws");
                    json.writeNumberField("Timestamp", System.currentTimeMillis());
                    json.writeArrayFieldStart("CloudWatchMetrics");
                    metrics(json);
                    json.writeEndArray();
                    json.writeEndObject();
                });
    }

    private static void metrics(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("Namespace", "Sluice");
        json.writeArrayFieldStart("Dimensions");
        json.writeArray(new String[] {"stage"}, 0, 1);
        json.writeEndArray();
        json.writeArrayFieldStart("Metrics");
        for (String name : METRICS) {
            json.writeStartObject();
            json.writeStringField("Name", name);
            json.writeStringField("Unit", "Count");
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    @Override
    public void settled(OpenRow row, Settlement settlement) {
        write(
                json -> {
                    json.writeStringField("level", "WARN");
                    json.writeStringField("event", "swept");
                    json.writeStringField("requestId", row.requestId());
                    json.writeStringField("callerId", row.callerId());
                    json.writeStringField("kind", row.kind().wireName());
                    json.writeStringField("provider", settlement.provider());
                    json.writeStringField("model", settlement.modelServed());
                    json.writeStringField("source", settlement.source().label());
                    json.writeStringField("createdAt", row.createdAt().toString());
                    json.writeNumberField("costNanoUsd", settlement.costNanoUsd());
                    json.writeBooleanField("priced", settlement.priced());
                });
    }

    @Override
    public void setAside(Ledger.Stuck stuck) {
        write(
                json -> {
                    json.writeStringField("level", "ERROR");
                    json.writeStringField("event", "setAside");
                    json.writeStringField("requestId", stuck.requestId());
                    json.writeStringField("callerId", stuck.callerId());
                    json.writeStringField("reason", stuck.reason());
                });
    }

    private void write(JsonLine.Fields fields) {
        JsonLine.print(out, fields);
    }
}
