package dev.sluice.sweeper;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.settle.Journal;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Settlement;
import dev.sluice.core.settle.Sweep;
import dev.sluice.wire.json.JsonLine;
import dev.sluice.wire.json.LineMetrics;
import java.io.IOException;
import java.io.PrintStream;

/**
 * JSON lines of the sweep: one a pass, and one a closed row with its cost, each with its metrics.
 */
final class SweepLog implements Journal {
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
                    LineMetrics metrics = new LineMetrics();
                    metrics.count("SweptRows", pass.closed());
                    metrics.count("SweepBacklog", backlog);
                    metrics.count("SetAsideRows", pass.setAside());
                    metrics.write(json, false);
                });
    }

    @Override
    public void settled(OpenRow row, Settlement settlement) {
        write(
                json -> {
                    json.writeStringField("level", "WARN");
                    json.writeStringField("event", "swept");
                    json.writeStringField("stage", stage);
                    json.writeStringField("requestId", row.requestId());
                    json.writeStringField("callerId", row.callerId());
                    json.writeStringField("kind", row.kind().wireName());
                    json.writeStringField("provider", settlement.provider());
                    json.writeStringField("model", settlement.modelServed());
                    json.writeStringField("source", settlement.source().label());
                    json.writeStringField("createdAt", row.createdAt().toString());
                    json.writeNumberField("costNanoUsd", settlement.costNanoUsd());
                    json.writeBooleanField("priced", settlement.priced());
                    cost(json, settlement);
                });
    }

    /** In the metric that the daily cost is summed up by: no other line tells of this row. */
    private static void cost(JsonGenerator json, Settlement settlement) throws IOException {
        if (settlement.priced()) {
            LineMetrics metrics = new LineMetrics();
            metrics.nanoUsd("CostUsd", settlement.costNanoUsd());
            metrics.write(json, settlement.source().isBilled());
        }
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
